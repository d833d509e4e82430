package io.edge4j.maven.device;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * The class path of a worker as it travels: jars, folders packed into jars, and of ONNX Runtime's
 * natives those of one platform alone.
 */
final class ClassPathParts {
  private static final String NATIVES = "ai/onnxruntime/native/";

  /** Of the same bytes the same archive. */
  private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private ClassPathParts() {}

  /**
   * The entries, in their order.
   *
   * @param scratch takes what is packed anew
   * @param platform as {@link DeviceHost#platform}
   */
  static List<Path> of(List<Path> classPath, String platform, Path scratch) throws IOException {
    List<Path> parts = new ArrayList<>();
    for (int i = 0; i < classPath.size(); i++) {
      Path entry = classPath.get(i);
      Path packed = scratch.resolve(String.format("%02d-%s.jar", i, "packed"));
      if (Files.isDirectory(entry)) {
        pack(entry, packed);
        parts.add(packed);
      } else if (Files.isRegularFile(entry)) {
        parts.add(hasNatives(entry) ? slim(entry, platform, packed) : entry);
      }
    }
    return parts;
  }

  private static boolean hasNatives(Path jar) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      return zip.stream().anyMatch(entry -> entry.getName().startsWith(NATIVES));
    }
  }

  private static Path slim(Path jar, String platform, Path target) throws IOException {
    try (ZipFile whole = new ZipFile(jar.toFile());
        ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(target))) {
      // What travels is compressed anyway.
      out.setLevel(Deflater.NO_COMPRESSION);
      for (ZipEntry entry : Collections.list(whole.entries())) {
        if (!entry.isDirectory() && isFor(platform, entry.getName())) {
          try (InputStream in = whole.getInputStream(entry)) {
            put(entry.getName(), in, out);
          }
        }
      }
    }
    return target;
  }

  private static boolean isFor(String platform, String name) {
    return !name.startsWith(NATIVES) || name.startsWith(NATIVES + platform + "/");
  }

  private static void pack(Path folder, Path target) throws IOException {
    try (Stream<Path> tree = Files.walk(folder);
        ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(target))) {
      for (Path file : tree.filter(Files::isRegularFile).sorted().toList()) {
        try (InputStream in = Files.newInputStream(file)) {
          put(folder.relativize(file).toString().replace('\\', '/'), in, out);
        }
      }
    }
  }

  private static void put(String name, InputStream in, ZipOutputStream out) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(TIME);
    out.putNextEntry(entry);
    in.transferTo(out);
    out.closeEntry();
  }
}

package io.edge4j.runtime;

import ai.onnxruntime.OrtEnvironment;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * Unpacks ONNX Runtime's natives to a folder that the next start finds again. ONNX Runtime itself
 * unpacks 24 MB at each start and removes them at an orderly end only, so every killed process
 * would leave them behind.
 *
 * <p>The folder is the user's own, below {@code java.io.tmpdir}: one that somebody else made, or
 * may write to, is not used. A library in it is used when its size and checksum are those of the
 * jar's entry; it gets its name only when it is whole, so two processes may unpack at once. Where
 * any of that cannot be had, ONNX Runtime is left to its own way.
 *
 * <p>Reads and writes by {@code java.io}: the first channel of a process opens a pair of sockets,
 * and an application that only predicts opens none.
 */
final class Natives {
  private static final Logger LOGGER = Logger.getLogger(Natives.class.getName());

  /** System properties that say where natives are. */
  static final String PROPERTIES = "onnxruntime.native.";

  /** Where ONNX Runtime looks for natives that are unpacked already. */
  static final String PATH = PROPERTIES + "path";

  private static final String RESOURCES = "/ai/onnxruntime/native/";
  private static final String CORE = "onnxruntime";
  private static final String JNI = "onnxruntime4j_jni";
  private static final String SHARED_PROVIDER = "onnxruntime_providers_shared";

  /** Jars with these have more to unpack than is known here. */
  private static final List<String> OTHERS =
      List.of(
          "onnxruntime_providers_cuda",
          "onnxruntime_providers_rocm",
          "onnxruntime_providers_dnnl",
          "onnxruntime_providers_openvino",
          "onnxruntime_providers_tensorrt",
          "onnxruntime_providers_qnn",
          "webgpu_dawn");

  private static final String PART = ".part";
  private static final Pattern PART_NAME = Pattern.compile("process(\\d{1,18})-.*");
  private static final int COPY_BYTES = 64 << 10;
  private static final String ONNX_RUNTIMES_OWN = "onnxruntime-java*";
  private static final Duration SURELY_ABANDONED = Duration.ofHours(1);
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");

  /** A library in the jar. */
  private record Library(String fileName, URL url, long size, long crc) {}

  private final Path temporary;
  private final String user;

  /**
   * @param temporary the folder for temporary files
   */
  Natives(Path temporary, String user) {
    this.temporary = temporary;
    this.user = user.replaceAll("[^A-Za-z0-9._-]", "_");
  }

  static Natives ofThisProcess() {
    return new Natives(
        Path.of(System.getProperty("java.io.tmpdir")), System.getProperty("user.name", ""));
  }

  /** The folder with whole natives; empty when ONNX Runtime has to unpack them itself. */
  Optional<Path> folder() {
    try {
      List<Library> libraries = libraries();
      if (libraries.isEmpty()) {
        return Optional.empty();
      }
      removeAbandoned();
      Path folder =
          temporary
              .toAbsolutePath()
              .resolve(
                  String.format(
                      Locale.ROOT, "edge4j-onnxruntime-%s-%08x", user, libraries.get(0).crc()));
      if (!isOurs(folder)) {
        LOGGER.log(Level.FINE, "{0} belongs to another user, or others may write to it.", folder);
        return Optional.empty();
      }
      if (!areWhole(folder, libraries)) {
        unpack(folder, libraries);
      }
      return Optional.of(folder);
    } catch (IOException | UnsupportedOperationException e) {
      LOGGER.log(Level.FINE, "ONNX Runtime unpacks its natives itself.", e);
      return Optional.empty();
    }
  }

  private static List<Library> libraries() throws IOException {
    List<Library> libraries = new ArrayList<>();
    for (String name : OTHERS) {
      if (url(name) != null) {
        return List.of();
      }
    }
    for (String name : List.of(CORE, JNI, SHARED_PROVIDER)) {
      URL url = url(name);
      if (url == null) {
        if (name.equals(SHARED_PROVIDER)) {
          continue;
        }
        return List.of();
      }
      URLConnection connection = url.openConnection();
      JarEntry entry = connection instanceof JarURLConnection jar ? jar.getJarEntry() : null;
      if (entry == null || entry.getSize() < 0 || entry.getCrc() < 0) {
        return List.of();
      }
      libraries.add(new Library(fileName(name), url, entry.getSize(), entry.getCrc()));
    }
    return libraries;
  }

  private static URL url(String library) {
    return OrtEnvironment.class.getResource(RESOURCES + platform() + "/" + fileName(library));
  }

  private static String fileName(String library) {
    return System.mapLibraryName(library).replace("jnilib", "dylib");
  }

  /** As the folders in the jar are called. */
  private static String platform() {
    String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String system = os.contains("mac") ? "osx" : os.contains("win") ? "win" : "linux";
    String processor = System.getProperty("os.arch", "");
    return system + "-" + (processor.equals("aarch64") ? "aarch64" : "x64");
  }

  /** Makes the folder, or looks whether the one that is there can be trusted. */
  private static boolean isOurs(Path folder) throws IOException {
    boolean unix = folder.getFileSystem().supportedFileAttributeViews().contains("unix");
    try {
      if (unix) {
        Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
      } else {
        Files.createDirectory(folder);
      }
      return true;
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
        return false;
      }
      return !unix
          || (Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS).equals(OWNER_ONLY)
              && isOwner(folder));
    }
  }

  /** Root may write to anybody's folder: what it makes there has an owner, the folder another. */
  private static boolean isOwner(Path folder) throws IOException {
    Path mine = File.createTempFile("owner", "", folder.toFile()).toPath();
    try {
      return uid(mine).equals(uid(folder));
    } finally {
      Files.delete(mine);
    }
  }

  /** As a number: looking up the name that belongs to it may open a socket. */
  private static Object uid(Path file) throws IOException {
    return Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS);
  }

  private static boolean areWhole(Path folder, List<Library> libraries) throws IOException {
    for (Library library : libraries) {
      if (!isWhole(folder.resolve(library.fileName()), library)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isWhole(Path file, Library library) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        || Files.size(file) != library.size()) {
      return false;
    }
    CRC32 crc = new CRC32();
    byte[] buffer = new byte[COPY_BYTES];
    try (InputStream in = new FileInputStream(file.toFile())) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        crc.update(buffer, 0, count);
      }
    }
    return crc.getValue() == library.crc();
  }

  private static void unpack(Path folder, List<Library> libraries) throws IOException {
    removeUnfinished(folder);
    for (Library library : libraries) {
      Path file = folder.resolve(library.fileName());
      if (!isWhole(file, library)) {
        unpack(library, file);
      }
    }
  }

  /**
   * Removes what a killed process has left. One that only seems to be gone, since its numbers are
   * those of another container, finds its part missing and leaves the rest to ONNX Runtime.
   */
  private static void removeUnfinished(Path folder) throws IOException {
    try (DirectoryStream<Path> parts = Files.newDirectoryStream(folder, "*" + PART)) {
      for (Path part : parts) {
        Matcher name = PART_NAME.matcher(part.getFileName().toString());
        long owner = name.matches() ? Long.parseLong(name.group(1)) : 0;
        boolean mine = owner == ProcessHandle.current().pid();
        if (mine || !ProcessHandle.of(owner).map(ProcessHandle::isAlive).orElse(false)) {
          Files.deleteIfExists(part);
        }
      }
    }
  }

  private static void unpack(Library library, Path file) throws IOException {
    String prefix = "process" + ProcessHandle.current().pid() + "-";
    Path part = File.createTempFile(prefix, PART, file.resolveSibling("").toFile()).toPath();
    try (InputStream in = library.url().openStream();
        OutputStream out = new FileOutputStream(part.toFile())) {
      in.transferTo(out);
    }
    if (!isWhole(part, library)) {
      throw new IOException(part + " is not what the jar has.");
    }
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** ONNX Runtime makes a folder at each start, needed or not, and a killed process leaves it. */
  private void removeAbandoned() throws IOException {
    FileTime latest = FileTime.from(Instant.now().minus(SURELY_ABANDONED));
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(temporary, ONNX_RUNTIMES_OWN)) {
      for (Path folder : folders) {
        if (Files.getLastModifiedTime(folder, LinkOption.NOFOLLOW_LINKS).compareTo(latest) < 0) {
          removeEmpty(folder);
        }
      }
    }
  }

  private static void removeEmpty(Path folder) {
    try {
      if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
        Files.delete(folder);
      }
    } catch (DirectoryNotEmptyException e) {
      LOGGER.log(Level.FINER, "{0} may be in use.", folder);
    } catch (IOException e) {
      LOGGER.log(Level.FINE, "Not removed: " + folder, e);
    }
  }
}

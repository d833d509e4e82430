package io.edge4j.maven.train;

import io.edge4j.maven.stage.Digest;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * What the classes and resources of a class path are, wherever they lie: the project's, its
 * dependencies' and the plugin's own. Of a jar the checksums count that it holds of its entries, so
 * that hundreds of megabytes of natives need not be read.
 */
final class CodeDigest {
  /** Where a build lays the model: it comes of the training, and is no part of the code. */
  private static final Path MODELS = Path.of("META-INF", "edge");

  private CodeDigest() {}

  /** The class path of this process. */
  static String ofThisProcess() throws IOException {
    String classPath = System.getProperty("java.class.path", "");
    return of(Stream.of(classPath.split(File.pathSeparator)).map(Path::of).toList());
  }

  static String of(List<Path> classPath) throws IOException {
    Digest digest = new Digest();
    for (Path path : classPath) {
      if (Files.isDirectory(path)) {
        addFolder(digest, path);
      } else if (Files.isRegularFile(path)) {
        addJar(digest, path);
      }
    }
    return digest.toString();
  }

  private static void addFolder(Digest digest, Path folder) throws IOException {
    try (Stream<Path> tree = Files.walk(folder)) {
      for (Path file : tree.filter(Files::isRegularFile).sorted().toList()) {
        Path name = folder.relativize(file);
        if (!name.startsWith(MODELS)) {
          digest.add(name.toString().replace('\\', '/')).add(file);
        }
      }
    }
  }

  private static void addJar(Digest digest, Path jar) throws IOException {
    TreeSet<String> entries = new TreeSet<>();
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      for (ZipEntry entry : zip.stream().toList()) {
        entries.add(entry.getName() + " " + entry.getCrc() + " " + entry.getSize());
      }
    }
    entries.forEach(digest::add);
  }
}

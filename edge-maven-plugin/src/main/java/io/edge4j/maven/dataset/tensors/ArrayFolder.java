package io.edge4j.maven.dataset.tensors;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * Arrays by their names: those of an {@code .npz} that {@code numpy.savez} or {@code
 * numpy.savez_compressed} wrote, or a folder of {@code .npy} files.
 */
public final class ArrayFolder {
  private static final String NPY = ".npy";

  private ArrayFolder() {}

  /** Where the arrays of a split lie: {@code <split>.npz}, or the folder {@code <split>}. */
  public static Path of(Path directory, String split) {
    Path archive = directory.resolve(split + ".npz");
    return Files.exists(archive) ? archive : directory.resolve(split);
  }

  /** The {@code .npz}, or the {@code .npy} files of the folder, sorted. */
  public static List<Path> files(Path place) throws IOException {
    if (!Files.isDirectory(place)) {
      return List.of(place);
    }
    try (Stream<Path> files = Files.list(place)) {
      return files.filter(file -> file.toString().endsWith(NPY)).sorted().toList();
    }
  }

  /**
   * Opens every array. Those of an archive are unpacked to temporary files first, since numbers are
   * read from wherever they are wanted.
   *
   * @throws NpyFormatException when a file is no archive, or an array cannot be read
   */
  public static SortedMap<String, NpyArray> open(Path place) throws IOException {
    SortedMap<String, NpyArray> arrays = new TreeMap<>();
    if (Files.isDirectory(place)) {
      for (Path file : files(place)) {
        String name = named(file.getFileName().toString());
        arrays.put(name, NpyArray.open(file.toString(), file));
      }
    } else {
      unpack(place, arrays);
    }
    return Collections.unmodifiableSortedMap(arrays);
  }

  private static void unpack(Path archive, SortedMap<String, NpyArray> arrays) throws IOException {
    try (ZipFile zip = new ZipFile(archive.toFile())) {
      List<ZipEntry> entries = new ArrayList<>(Collections.list(zip.entries()));
      for (ZipEntry entry : entries) {
        if (!entry.getName().endsWith(NPY)) {
          continue;
        }
        String name = named(entry.getName());
        Path file = Files.createTempFile("edge-array", NPY);
        try {
          try (InputStream in = zip.getInputStream(entry)) {
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
          }
          arrays.put(name, NpyArray.open(name + " of " + archive, file));
        } finally {
          discard(file);
        }
      }
    } catch (ZipException e) {
      throw new NpyFormatException(
          archive
              + " is no undamaged .npz archive ("
              + e.getMessage()
              + "); write it with numpy.savez",
          e);
    }
  }

  /** A mapped file lives on without a name; where a system keeps it, it goes when the JVM ends. */
  private static void discard(Path file) {
    if (!file.toFile().delete()) {
      file.toFile().deleteOnExit();
    }
  }

  private static String named(String file) {
    return file.substring(0, file.length() - NPY.length());
  }
}

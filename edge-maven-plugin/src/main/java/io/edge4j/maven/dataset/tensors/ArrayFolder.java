package io.edge4j.maven.dataset.tensors;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
    return each(
        place,
        (array, name, in) -> {
          Path file = Files.createTempFile("edge-array", NPY);
          try {
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
            return NpyArray.open(array, name, file);
          } finally {
            discard(file);
          }
        },
        NpyArray::open);
  }

  /**
   * Reads the header of every array, and no more.
   *
   * @throws NpyFormatException when a file is no archive, or holds no array
   */
  public static SortedMap<String, ArrayInfo> headers(Path place) throws IOException {
    return each(
        place,
        (array, name, in) -> NpyHeader.read(name, in).info(array, name),
        (array, name, file) -> {
          try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            return NpyHeader.read(name, in).info(array, name);
          }
        });
  }

  /** What is done with an array: its name, what messages call it, and where it is. */
  @FunctionalInterface
  private interface Reader<S, T> {
    T read(String array, String name, S source) throws IOException;
  }

  private static <T> SortedMap<String, T> each(
      Path place, Reader<InputStream, T> entries, Reader<Path, T> files) throws IOException {
    SortedMap<String, T> arrays = new TreeMap<>();
    if (Files.isDirectory(place)) {
      for (Path file : files(place)) {
        String array = named(file.getFileName().toString());
        arrays.put(array, files.read(array, file.toString(), file));
      }
      return Collections.unmodifiableSortedMap(arrays);
    }
    try (ZipFile zip = new ZipFile(place.toFile())) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        if (entry.getName().endsWith(NPY)) {
          String array = named(entry.getName());
          try (InputStream in = zip.getInputStream(entry)) {
            arrays.put(array, entries.read(array, array + " of " + place, in));
          }
        }
      }
      return Collections.unmodifiableSortedMap(arrays);
    } catch (ZipException | EOFException e) {
      throw new NpyFormatException(
          place
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

package io.edge4j.maven.dataset;

import io.edge4j.maven.stage.StageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A folder of class folders of images.
 *
 * @param classNames the folders' names, sorted
 * @param files every image, by class and name
 * @param labels one a file
 */
record ClassFolders(List<String> classNames, List<Path> files, List<Integer> labels) {
  private static final int MOST_CLASSES = 256;
  private static final Set<String> IMAGES = Set.of("png", "jpg", "jpeg");

  /** What file managers leave behind. */
  private static final Set<String> CLUTTER = Set.of("thumbs.db", "desktop.ini");

  /**
   * Looks at names only.
   *
   * @throws StageException when there are fewer than two classes, an empty one, or other files
   */
  static ClassFolders scan(Path directory) throws StageException, IOException {
    String found =
        "<directory> of <dataset> (edge.dataset.directory) is read from '" + directory + "'";
    List<Path> folders = entries(directory).stream().filter(Files::isDirectory).toList();
    if (folders.size() < 2 || folders.size() > MOST_CLASSES) {
      throw new StageException(
          "%s, which holds %d folders; <type> 'images' (edge.dataset) wants a folder for each class, 2 to %d of them, with PNG or JPEG files in each."
              .formatted(found, folders.size(), MOST_CLASSES));
    }
    List<Path> files = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    for (int label = 0; label < folders.size(); label++) {
      List<Path> images = entries(folders.get(label));
      if (images.isEmpty()) {
        throw new StageException(
            "%s, whose class folder '%s' holds no image; put PNG or JPEG files into it, or remove it."
                .formatted(found, folders.get(label).getFileName()));
      }
      for (Path image : images) {
        if (!IMAGES.contains(extension(image))) {
          throw new StageException(
              "%s, where %s is neither PNG nor JPEG; convert it, or move it out of there."
                  .formatted(found, image));
        }
        files.add(image);
        labels.add(label);
      }
    }
    return new ClassFolders(
        folders.stream().map(folder -> folder.getFileName().toString()).toList(), files, labels);
  }

  private static List<Path> entries(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.filter(ClassFolders::isWanted).sorted(ClassFolders::byName).toList();
    }
  }

  private static boolean isWanted(Path path) {
    String name = path.getFileName().toString();
    return !name.startsWith(".") && !CLUTTER.contains(name.toLowerCase(Locale.ROOT));
  }

  /** By character, not by the file system's order, which is another on Windows. */
  private static int byName(Path a, Path b) {
    return a.getFileName().toString().compareTo(b.getFileName().toString());
  }

  private static String extension(Path file) {
    String name = file.getFileName().toString();
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }
}

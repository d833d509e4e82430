package io.edge4j.maven.dataset;

import io.edge4j.maven.stage.StageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A folder of class folders of images.
 *
 * @param classNames the folders' names, sorted
 * @param files every image, by class and name
 * @param labels one per file
 */
record ClassFolders(List<String> classNames, List<Path> files, List<Integer> labels) {
  private static final int MOST_CLASSES = 256;
  private static final Set<String> IMAGES = Set.of("png", "jpg", "jpeg", "gif", "bmp");

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
    List<Entry> folders = entries(directory).stream().filter(Entry::isFolder).toList();
    if (folders.size() < 2 || folders.size() > MOST_CLASSES) {
      throw new StageException(
          "%s, which holds %d folders; <type> 'images' (edge.dataset) wants a folder for each class, 2 to %d of them, with PNG, JPEG, GIF or BMP files in each."
              .formatted(found, folders.size(), MOST_CLASSES));
    }
    List<Path> files = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    for (int label = 0; label < folders.size(); label++) {
      Entry folder = folders.get(label);
      requireReadable(folder, found);
      List<Entry> images = entries(folder.path);
      if (images.isEmpty()) {
        throw new StageException(
            "%s, whose class folder '%s' holds no image; put PNG, JPEG, GIF or BMP files into it, or remove it."
                .formatted(found, folder.name));
      }
      for (Entry image : images) {
        if (!image.isImage()) {
          throw new StageException(
              "%s, where %s is neither PNG, JPEG, GIF nor BMP; convert it, or move it out of there."
                  .formatted(found, FileNames.whole(image.path)));
        }
        files.add(image.path);
        labels.add(label);
      }
    }
    return new ClassFolders(folders.stream().map(Entry::name).toList(), files, labels);
  }

  private static void requireReadable(Entry folder, String found) throws StageException {
    if (folder.name.contains(FileNames.UNREADABLE)) {
      throw new StageException(
          "%s, whose class folder '%s' has a name that is not UTF-8, so that the class has no name either; rename the folder."
              .formatted(found, folder.name));
    }
  }

  /**
   * What lies in a folder, by name; not by the file system's order, which is another on Windows.
   */
  private static List<Entry> entries(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries
          .map(path -> new Entry(FileNames.last(path), path))
          .filter(Entry::isWanted)
          .sorted(Comparator.comparing(Entry::name))
          .toList();
    }
  }

  private record Entry(String name, Path path) {
    boolean isWanted() {
      return !name.startsWith(".") && !CLUTTER.contains(name.toLowerCase(Locale.ROOT));
    }

    boolean isFolder() {
      return Files.isDirectory(path);
    }

    boolean isImage() {
      return IMAGES.contains(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
    }
  }
}

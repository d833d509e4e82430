package io.edge4j.maven.dataset;

import io.edge4j.maven.dataset.PixelDataset.Split;
import io.edge4j.maven.stage.StageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The four IDX files of a dataset in a folder, under the names that MNIST, Fashion-MNIST and EMNIST
 * give them.
 *
 * @param directory where they are
 * @param prefix what EMNIST puts before each name, for example {@code emnist-balanced-}; else empty
 * @param files one a role
 */
record IdxFolder(Path directory, String prefix, Map<Role, Path> files) {

  /** What one of the four files holds. */
  enum Role {
    TRAIN_IMAGES("train-images-idx3-ubyte"),
    TRAIN_LABELS("train-labels-idx1-ubyte"),
    TEST_IMAGES("t10k-images-idx3-ubyte"),
    TEST_LABELS("t10k-labels-idx1-ubyte");

    private final String usualName;

    Role(String usualName) {
      this.usualName = usualName;
    }
  }

  /** {@code train-images-idx3-ubyte.gz}, {@code emnist-letters-test-labels.idx1-ubyte}, ... */
  private static final Pattern NAME =
      Pattern.compile("(.*?)(train|t10k|test)-(images|labels)[.-]idx[13]-ubyte(?:\\.gz)?");

  /**
   * Looks at names only.
   *
   * @throws StageException when the folder or one of the files is missing, or more than one dataset
   *     is in it
   */
  static IdxFolder locate(DatasetSpec spec) throws StageException, IOException {
    Path directory = spec.directory();
    String found = "<directory> of <dataset> (edge.dataset.directory) is '" + directory + "'";
    if (directory == null) {
      throw new StageException(
          "<directory> of <dataset> (edge.dataset.directory) is missing; <type> '%s' (edge.dataset) reads the folder that it names."
              .formatted(spec.type()));
    }
    if (!Files.isDirectory(directory)) {
      throw new StageException(
          "%s, which is %s; give the folder that holds %s and the other three files of the dataset."
              .formatted(
                  found,
                  Files.exists(directory) ? "no folder" : "not there",
                  Role.TRAIN_IMAGES.usualName));
    }
    Map<String, Map<Role, Path>> byPrefix = scan(directory);
    if (byPrefix.size() > 1) {
      throw new StageException(
          "%s, which holds several datasets: %s. Put the four files of one into a folder of their own."
              .formatted(found, byPrefix.keySet()));
    }
    String prefix = byPrefix.isEmpty() ? "" : byPrefix.keySet().iterator().next();
    Map<Role, Path> files = byPrefix.getOrDefault(prefix, Map.of());
    List<String> missing = new ArrayList<>();
    for (Role role : Role.values()) {
      if (!files.containsKey(role)) {
        missing.add(prefix + role.usualName);
      }
    }
    if (!missing.isEmpty()) {
      throw new StageException(
          "%s, which lacks %s (with or without .gz); put the missing files there, or name the folder that has them."
              .formatted(found, String.join(", ", missing)));
    }
    return new IdxFolder(directory, prefix, files);
  }

  private static Map<String, Map<Role, Path>> scan(Path directory) throws IOException {
    Map<String, Map<Role, Path>> byPrefix = new TreeMap<>();
    try (Stream<Path> entries = Files.list(directory)) {
      // Sorted: beside 'x' its packed form 'x.gz' comes last, and the first one found counts.
      for (Path file : new TreeSet<>(entries.toList())) {
        Matcher name = NAME.matcher(file.getFileName().toString());
        if (name.matches() && Files.isRegularFile(file)) {
          boolean train = name.group(2).equals("train");
          boolean images = name.group(3).equals("images");
          byPrefix
              .computeIfAbsent(name.group(1), p -> new EnumMap<>(Role.class))
              .putIfAbsent(role(train, images), file);
        }
      }
    }
    return byPrefix;
  }

  private static Role role(boolean train, boolean images) {
    if (train) {
      return images ? Role.TRAIN_IMAGES : Role.TRAIN_LABELS;
    }
    return images ? Role.TEST_IMAGES : Role.TEST_LABELS;
  }

  /** All four were found. */
  Path file(Role role) {
    return Objects.requireNonNull(files.get(role), role.usualName);
  }

  /** Reads one split: images and labels, as many of one as of the other. */
  IdxSplit read(boolean train) throws StageException, IOException {
    IdxFile images = IdxFile.read(file(role(train, true)), 3);
    IdxFile labels = IdxFile.read(file(role(train, false)), 1);
    if (images.count() != labels.count()) {
      throw DatasetDamage.of(
          labels.file(),
          "it has %d labels (byte 4), but %s has %d images"
              .formatted(labels.count(), images.file().getFileName(), images.count()),
          null);
    }
    return new IdxSplit(images, labels);
  }

  /** The images and labels of one split. */
  record IdxSplit(IdxFile images, IdxFile labels) {
    private static final int LABELS_HEADER = 8;

    int height() {
      return images.size(1);
    }

    int width() {
      return images.size(2);
    }

    int largestLabel() {
      int largest = 0;
      for (byte label : labels.values()) {
        largest = Math.max(largest, Byte.toUnsignedInt(label));
      }
      return largest;
    }

    /**
     * The samples, their labels counted from {@code first}.
     *
     * @throws StageException when a label belongs to none of the classes
     */
    Split samples(int first, int classes) throws StageException {
      byte[] shifted = new byte[labels.count()];
      for (int i = 0; i < shifted.length; i++) {
        int label = Byte.toUnsignedInt(labels.values()[i]) - first;
        if (label < 0 || label >= classes) {
          throw DatasetDamage.of(
              labels.file(),
              "label %d of sample %d at byte %d of the content is outside of %d to %d"
                  .formatted(label + first, i, LABELS_HEADER + i, first, first + classes - 1),
              null);
        }
        shifted[i] = (byte) label;
      }
      return new Split(images.values(), shifted);
    }
  }
}

package io.edge4j.maven.dataset;

import io.edge4j.maven.dataset.PixelDataset.Split;
import io.edge4j.maven.stage.Digest;
import io.edge4j.maven.stage.Progress;
import io.edge4j.maven.stage.StageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A folder a class, PNG and JPEG files in it, all brought to one size. With folders {@code train}
 * and {@code test} around the classes the split is theirs; without, the seed decides which share of
 * each class is tested on.
 */
final class ImagesFormat implements DatasetFormat {
  static final String TYPE = "images";

  private static final String WIDTH = "width";
  private static final String HEIGHT = "height";
  private static final String COLOUR = "colour";
  private static final String TEST_SHARE = "testShare";
  private static final int LARGEST_SIDE = 4096;
  private static final long PROGRESS_NANOS = 5_000_000_000L;

  /** How images become samples. */
  private record Form(int channels, int height, int width) {
    static Form of(Parameters parameters) throws StageException {
      int width = parameters.integer(WIDTH, 28, 1, LARGEST_SIDE);
      return new Form(
          parameters.flag(COLOUR, false) ? 3 : 1,
          parameters.integer(HEIGHT, width, 1, LARGEST_SIDE),
          width);
    }

    int size() {
      return channels * height * width;
    }
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public List<String> parameters() {
    return List.of(WIDTH, HEIGHT, COLOUR, TEST_SHARE);
  }

  @Override
  public void validate(DatasetSpec spec) throws StageException, IOException {
    Form.of(spec.options());
    testShare(spec);
    requireFolder(spec);
    if (hasSplit(spec.directory())) {
      scanSplit(spec.directory());
    } else {
      ClassFolders.scan(spec.directory());
    }
  }

  @Override
  public Dataset open(DatasetSpec spec, Progress progress) throws StageException, IOException {
    Form form = Form.of(spec.options());
    Path directory = spec.directory();
    String name = "images (" + directory.toAbsolutePath().normalize().getFileName() + ")";
    List<Long> shape = List.of((long) form.channels, (long) form.height, (long) form.width);
    if (hasSplit(directory)) {
      List<ClassFolders> split = scanSplit(directory);
      Split train = read(split.get(0), all(split.get(0)), form, progress);
      Split test = read(split.get(1), all(split.get(1)), form, progress);
      return PixelDataset.of(name, split.get(0).classNames(), shape, train, test);
    }
    ClassFolders folders = ClassFolders.scan(directory);
    TestSplit split =
        TestSplit.of(folders.labels(), testShare(spec), spec.seed()).requireBoth(name);
    return PixelDataset.of(
        name,
        folders.classNames(),
        shape,
        read(folders, split.train(), form, progress),
        read(folders, split.test(), form, progress));
  }

  @Override
  public void addSource(DatasetSpec spec, Digest digest) throws StageException, IOException {
    spec.parameters().forEach((name, value) -> digest.add(name).add(value));
    List<ClassFolders> all;
    if (hasSplit(spec.directory())) {
      all = scanSplit(spec.directory());
    } else {
      digest.add("seed " + spec.seed());
      all = List.of(ClassFolders.scan(spec.directory()));
    }
    for (ClassFolders folders : all) {
      digest.add(folders.classNames().toString());
      for (int i = 0; i < folders.files().size(); i++) {
        Path file = folders.files().get(i);
        digest.add(folders.labels().get(i) + " " + Files.size(file)).add(file);
      }
    }
  }

  private static void requireFolder(DatasetSpec spec) throws StageException {
    Path directory = spec.directory();
    if (directory == null || !Files.isDirectory(directory)) {
      throw new StageException(
          "<directory> of <dataset> (edge.dataset.directory) is %s; <type> 'images' (edge.dataset) wants a folder that holds a folder of PNG or JPEG files for each class."
              .formatted(
                  directory == null ? "missing" : "'" + directory + "', which is no folder"));
    }
  }

  private static double testShare(DatasetSpec spec) throws StageException {
    return spec.options().number(TEST_SHARE, 0.2, 0.01, 0.9);
  }

  private static boolean hasSplit(Path directory) {
    return Files.isDirectory(directory.resolve("train"))
        && Files.isDirectory(directory.resolve("test"));
  }

  private static List<ClassFolders> scanSplit(Path directory) throws StageException, IOException {
    ClassFolders train = ClassFolders.scan(directory.resolve("train"));
    ClassFolders test = ClassFolders.scan(directory.resolve("test"));
    if (!train.classNames().equals(test.classNames())) {
      throw new StageException(
          "<directory> of <dataset> (edge.dataset.directory) is '%s', whose train folder has the classes %s and whose test folder has %s; give both the same class folders."
              .formatted(directory, train.classNames(), test.classNames()));
    }
    return List.of(train, test);
  }

  private static int[] all(ClassFolders folders) {
    return IntStream.range(0, folders.files().size()).toArray();
  }

  private static Split read(ClassFolders folders, int[] indices, Form form, Progress progress)
      throws StageException, IOException {
    long bytes = (long) indices.length * form.size();
    if (bytes > Integer.MAX_VALUE - 8) {
      throw new StageException(
          "<width> and <height> in <parameters> of <dataset> are %d and %d, which makes %,d images larger than 2 GB in memory; make them smaller."
              .formatted(form.width, form.height, indices.length));
    }
    byte[] pixels = new byte[(int) bytes];
    byte[] labels = new byte[indices.length];
    long last = System.nanoTime();
    for (int i = 0; i < indices.length; i++) {
      Path file = folders.files().get(indices[i]);
      ImageFile.read(file, form.channels, form.height, form.width, pixels, i * form.size());
      labels[i] = folders.labels().get(indices[i]).byteValue();
      if (System.nanoTime() - last > PROGRESS_NANOS) {
        last = System.nanoTime();
        progress.say("read %,d of %,d images".formatted(i + 1, indices.length));
      }
    }
    return new Split(pixels, labels);
  }
}

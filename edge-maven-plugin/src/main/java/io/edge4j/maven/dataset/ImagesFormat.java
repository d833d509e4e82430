package io.edge4j.maven.dataset;

import io.edge4j.maven.dataset.PixelDataset.Split;
import io.edge4j.maven.stage.Digest;
import io.edge4j.maven.stage.Progress;
import io.edge4j.maven.stage.StageException;
import io.edge4j.model.ImageShape;
import io.edge4j.model.image.ImageFormatException;
import io.edge4j.model.image.PixelReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A folder per class with image files in it, all brought to one size. With folders {@code train}
 * and {@code test} around the classes the split is theirs; without, the seed decides which share of
 * each class is tested on.
 */
final class ImagesFormat implements DatasetFormat {
  static final String TYPE = "images";

  private static final String TEST_SHARE = "testShare";
  private static final long PROGRESS_NANOS = 5_000_000_000L;

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public List<String> parameters() {
    return Stream.concat(ImageParameters.NAMES.stream(), Stream.of(TEST_SHARE)).toList();
  }

  @Override
  public void validate(DatasetSpec spec) throws StageException, IOException {
    ImageParameters.preprocessing(spec.options());
    testShare(spec);
    Path directory = folder(spec);
    if (hasSplit(directory)) {
      scanSplit(directory);
    } else {
      ClassFolders.scan(directory);
    }
  }

  @Override
  public Dataset open(DatasetSpec spec, Progress progress) throws StageException, IOException {
    PixelReader reader =
        new PixelReader(
            ImageParameters.shape(spec.options()), ImageParameters.preprocessing(spec.options()));
    Path directory = folder(spec);
    String name = "images (" + directory.toAbsolutePath().normalize().getFileName() + ")";
    if (hasSplit(directory)) {
      List<ClassFolders> split = scanSplit(directory);
      Split train = read(split.get(0), all(split.get(0)), reader, progress);
      Split test = read(split.get(1), all(split.get(1)), reader, progress);
      return dataset(name, split.get(0), reader, train, test);
    }
    ClassFolders folders = ClassFolders.scan(directory);
    TestSplit split =
        TestSplit.of(folders.labels(), testShare(spec), spec.seed()).requireBoth(name);
    return dataset(
        name,
        folders,
        reader,
        read(folders, split.train(), reader, progress),
        read(folders, split.test(), reader, progress));
  }

  private static Dataset dataset(
      String name, ClassFolders folders, PixelReader reader, Split train, Split test) {
    return PixelDataset.of(
        name, folders.classNames(), reader.shape(), reader.preprocessing(), train, test);
  }

  @Override
  public void addSource(DatasetSpec spec, Digest digest) throws StageException, IOException {
    spec.parameters().forEach((name, value) -> digest.add(name).add(value));
    Path directory = folder(spec);
    List<ClassFolders> all;
    if (hasSplit(directory)) {
      all = scanSplit(directory);
    } else {
      digest.add("seed " + spec.seed());
      all = List.of(ClassFolders.scan(directory));
    }
    for (ClassFolders folders : all) {
      digest.add(folders.classNames().toString());
      for (int i = 0; i < folders.files().size(); i++) {
        Path file = folders.files().get(i);
        digest.add(folders.labels().get(i) + " " + Files.size(file)).add(file);
      }
    }
  }

  private static Path folder(DatasetSpec spec) throws StageException {
    Path directory = spec.directory();
    if (directory == null || !Files.isDirectory(directory)) {
      throw new StageException(
          "<directory> of <dataset> (edge.dataset.directory) is %s; <type> 'images' (edge.dataset) wants a folder that holds a folder of PNG, JPEG, GIF or BMP files for each class."
              .formatted(
                  directory == null ? "missing" : "'" + directory + "', which is no folder"));
    }
    return directory;
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

  private static Split read(
      ClassFolders folders, int[] indices, PixelReader reader, Progress progress)
      throws StageException, IOException {
    ImageShape shape = reader.shape();
    long bytes = (long) indices.length * shape.size();
    if (bytes > Integer.MAX_VALUE - 8) {
      throw new StageException(
          "<width> and <height> in <parameters> of <dataset> are %d and %d, which makes %,d images larger than 2 GB in memory; make them smaller."
              .formatted(shape.width(), shape.height(), indices.length));
    }
    byte[] pixels = new byte[(int) bytes];
    byte[] labels = new byte[indices.length];
    long last = System.nanoTime();
    for (int i = 0; i < indices.length; i++) {
      byte[] image = pixels(folders.files().get(indices[i]), reader);
      System.arraycopy(image, 0, pixels, i * image.length, image.length);
      labels[i] = folders.labels().get(indices[i]).byteValue();
      if (System.nanoTime() - last > PROGRESS_NANOS) {
        last = System.nanoTime();
        progress.say("read %,d of %,d images".formatted(i + 1, indices.length));
      }
    }
    return new Split(pixels, labels);
  }

  private static byte[] pixels(Path file, PixelReader reader) throws StageException, IOException {
    try {
      return reader.pixels(file);
    } catch (ImageFormatException e) {
      throw new StageException(
          "<directory> of <dataset> (edge.dataset.directory) holds an image that cannot be read: %s: %s."
              .formatted(FileNames.whole(file), e.reason()),
          e);
    }
  }
}

package io.edge4j.maven.dataset;

import io.edge4j.maven.stage.Digest;
import io.edge4j.maven.stage.Json;
import io.edge4j.maven.stage.Progress;
import io.edge4j.maven.stage.StageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A folder that a {@link StoredWriter} filled: what a class of the project gave, for stages that
 * have neither that class nor DJL. Without a split of its own it gets one from the seed.
 */
final class StoredFormat implements DatasetFormat {
  static final String TYPE = "stored";

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public boolean isForPoms() {
    return false;
  }

  @Override
  public List<String> parameters() {
    return List.of(ClassParameters.TEST_SHARE);
  }

  static Path contents(Path directory) {
    return directory.resolve("dataset.json");
  }

  static Path samples(Path directory) {
    return directory.resolve("samples.f32");
  }

  static Path targets(Path directory) {
    return directory.resolve("targets.f32");
  }

  @Override
  public void validate(DatasetSpec spec) throws StageException {
    ClassParameters.testShare(spec.options());
    folder(spec);
  }

  private static Path folder(DatasetSpec spec) throws StageException {
    return folder(spec, contents(Path.of("")), "of a dataset of <type> 'class'");
  }

  /** The folder of a dataset that the plugin wrote itself; says so where it is none. */
  static Path folder(DatasetSpec spec, Path contents, String madeFor) throws StageException {
    Path directory = spec.directory();
    if (directory == null || !Files.isRegularFile(directory.resolve(contents))) {
      throw new StageException(
          "<directory> of <dataset> (edge.dataset.directory) is '%s', which holds no %s; <type> '%s' (edge.dataset) wants a folder that the plugin made %s."
              .formatted(directory, contents, spec.type(), madeFor));
    }
    return directory;
  }

  @Override
  public Dataset open(DatasetSpec spec, Progress progress) throws StageException, IOException {
    Path directory = folder(spec);
    StoredContents contents = read(directory);
    Samples all = StoredSamples.open(directory, contents);
    if (contents.isSplit()) {
      return new StoredDataset(
          contents,
          contents.fingerprint(),
          part(all, 0, contents.trainSamples()),
          part(all, contents.trainSamples(), contents.samples()));
    }
    TestSplit split =
        TestSplit.of(classes(all, contents), testShare(spec), spec.seed())
            .requireBoth(contents.name());
    return new StoredDataset(
        contents,
        source(spec, contents).toString(),
        new Subset(all, split.train()),
        new Subset(all, split.test()));
  }

  @Override
  public void addSource(DatasetSpec spec, Digest digest) throws StageException, IOException {
    StoredContents contents = read(folder(spec));
    digest.add(contents.name()).add(source(spec, contents).toString());
  }

  private static Digest source(DatasetSpec spec, StoredContents contents) throws StageException {
    Digest digest = new Digest().add(contents.fingerprint());
    if (!contents.isSplit()) {
      digest.add("seed " + spec.seed() + ", test share " + testShare(spec));
    }
    return digest;
  }

  private static double testShare(DatasetSpec spec) throws StageException {
    return ClassParameters.testShare(spec.options());
  }

  private static List<Integer> classes(Samples all, StoredContents contents) {
    List<Integer> classes = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      classes.add(contents.classNames().isEmpty() ? 0 : all.label(i));
    }
    return classes;
  }

  private static Samples part(Samples all, int from, int to) {
    return new Subset(all, IntStream.range(from, to).toArray());
  }

  private static StoredContents read(Path directory) throws StageException, IOException {
    StoredContents contents = Json.read(contents(directory), StoredContents.class);
    long values = contents.samples() * contents.sampleSize();
    requireSize(samples(directory), values);
    requireSize(targets(directory), contents.samples());
    return contents;
  }

  private static void requireSize(Path file, long values) throws StageException, IOException {
    long bytes = Files.exists(file) ? Files.size(file) : 0;
    if (bytes != values * Float.BYTES) {
      throw DatasetDamage.of(
          file,
          "it has %d bytes, but dataset.json beside it tells of %d"
              .formatted(bytes, values * Float.BYTES),
          null);
    }
  }
}

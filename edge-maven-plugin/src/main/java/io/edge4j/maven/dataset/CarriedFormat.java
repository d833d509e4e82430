package io.edge4j.maven.dataset;

import io.edge4j.maven.stage.Digest;
import io.edge4j.maven.stage.Json;
import io.edge4j.maven.stage.Progress;
import io.edge4j.maven.stage.StageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The test split of another dataset, on its way to a machine that only measures. */
final class CarriedFormat implements DatasetFormat {
  static final String TYPE = "carried";

  /** The parameter that names the type of the other dataset. */
  static final String OF = "of";

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
    return List.of(OF);
  }

  private static Path contents(Path directory) {
    return directory.resolve("carried.json");
  }

  /** Writes a test split. What is written for equal datasets is equal. */
  static DatasetSpec write(DatasetSpec spec, Dataset dataset, Path directory) throws IOException {
    Samples test = dataset.test();
    List<Long> shape = dataset.summary().sampleShape();
    int size = Math.toIntExact(shape.stream().reduce(1L, Math::multiplyExact));
    try (StoredWriter out = new StoredWriter(directory)) {
      float[] sample = new float[size];
      for (int i = 0; i < test.size(); i++) {
        test.copyTo(i, sample, 0);
        out.add(sample, test.target(i));
      }
      out.finish(dataset.name(), shape, dataset.classNames(), 0, test.size());
    }
    Files.delete(StoredFormat.contents(directory));
    Json.write(
        contents(directory),
        new CarriedContents(dataset.summary(), dataset.targetSpread().orElse(null)));
    return new DatasetSpec(
        TYPE, directory, spec.seed(), Map.of(OF, spec.type()), spec.forBroughtModel());
  }

  @Override
  public void validate(DatasetSpec spec) throws StageException {
    folder(spec);
  }

  private static Path folder(DatasetSpec spec) throws StageException {
    return StoredFormat.folder(spec, contents(Path.of("")), "for a device");
  }

  @Override
  public Dataset open(DatasetSpec spec, Progress progress) throws StageException, IOException {
    Path directory = folder(spec);
    CarriedContents contents = Json.read(contents(directory), CarriedContents.class);
    return new CarriedDataset(contents, StoredSamples.open(directory, contents.stored()));
  }

  @Override
  public void addSource(DatasetSpec spec, Digest digest) throws StageException, IOException {
    Path directory = folder(spec);
    digest.add(contents(directory)).add(StoredFormat.samples(directory));
  }
}

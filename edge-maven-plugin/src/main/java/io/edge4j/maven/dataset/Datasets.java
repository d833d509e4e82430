package io.edge4j.maven.dataset;

import io.edge4j.maven.stage.Digest;
import io.edge4j.maven.stage.Progress;
import io.edge4j.maven.stage.StageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Every dataset format, and how to get from what a pom says to a dataset. */
public final class Datasets {
  private static final List<DatasetFormat> FORMATS =
      List.of(
          new GarmentsFormat(),
          new FashionMnistFormat(),
          new IdxFormat(),
          new ImagesFormat(),
          new CsvFormat(),
          new TensorsFormat(),
          new ClassFormat(),
          new StoredFormat(),
          new CarriedFormat());

  private Datasets() {}

  /** What {@code <type>} may say. */
  public static List<String> types() {
    return FORMATS.stream().filter(DatasetFormat::isForPoms).map(DatasetFormat::type).toList();
  }

  /** Whether a class of the project gives it, so that a worker has to read it into files first. */
  public static boolean isClass(DatasetSpec spec) {
    return spec.type().equals(ClassFormat.TYPE);
  }

  /** Whether its samples are tensors for the inputs of any model, and no rows to train on. */
  public static boolean isForAnyModel(DatasetSpec spec) throws StageException {
    return format(spec).isForAnyModel();
  }

  /** Whether its samples are made up, so that results on them cannot be compared with others. */
  public static boolean isSynthetic(DatasetSpec spec) {
    return FORMATS.stream()
        .anyMatch(format -> format.isSynthetic() && format.type().equals(spec.origin()));
  }

  /**
   * The same dataset, read from files.
   *
   * @param asked what the pom says
   * @param directory a folder that a {@link StoredWriter} filled
   */
  public static DatasetSpec stored(DatasetSpec asked, Path directory) {
    Map<String, String> parameters = new TreeMap<>(asked.parameters());
    parameters.keySet().retainAll(List.of(ClassParameters.TEST_SHARE));
    return new DatasetSpec(
        StoredFormat.TYPE, directory, asked.seed(), parameters, asked.forBroughtModel());
  }

  /**
   * What judges models on another machine: the test split in files, or of samples for any model all
   * files. Adds nothing that the machine could do without.
   *
   * @param scratch a folder that takes what is written
   * @return the dataset as it is read there; its files lie in its directory
   */
  public static DatasetSpec carried(DatasetSpec spec, Path scratch, Progress progress)
      throws StageException, IOException {
    return isForAnyModel(spec) ? spec : CarriedFormat.write(spec, open(spec, progress), scratch);
  }

  /**
   * Checks a configuration without reading the samples: in a second, before any worker starts.
   *
   * @throws StageException naming the parameter, its value and the way out
   */
  public static void validate(DatasetSpec spec) throws StageException {
    DatasetFormat format = format(spec);
    spec.options().requireKnown(format.type(), format.parameters());
    try {
      format.validate(spec);
    } catch (IOException e) {
      throw new StageException(
          "<directory> of <dataset> (edge.dataset.directory) is '%s', which cannot be read: %s. Check its permissions."
              .formatted(spec.directory(), e),
          e);
    }
  }

  /**
   * Checks a configuration for a build that may fetch nothing: what a dataset would download has to
   * be there already.
   *
   * @throws StageException naming the parameter, its value and the way out
   */
  public static void validateOffline(DatasetSpec spec) throws StageException {
    boolean downloads = format(spec).parameters().contains(DatasetFormat.OFFLINE);
    validate(downloads ? spec.with(DatasetFormat.OFFLINE, "true") : spec);
  }

  /**
   * Checks what can be checked of the samples for a model without reading them.
   *
   * @throws StageException naming both sides, when the model takes something else
   */
  public static void validateFor(ModelView model, DatasetSpec spec)
      throws StageException, IOException {
    validate(spec);
    format(spec).validateFor(model, spec);
  }

  /**
   * Reads or draws the whole dataset into memory.
   *
   * @throws StageException when the configuration is wrong, or a file is missing or damaged
   * @throws IOException when a file cannot be read
   */
  public static Dataset open(DatasetSpec spec) throws StageException, IOException {
    return open(spec, line -> {});
  }

  /**
   * Reads or draws the whole dataset into memory, and says what takes long.
   *
   * @throws StageException when the configuration is wrong, or a file is missing or damaged
   * @throws IOException when a file cannot be read
   */
  public static Dataset open(DatasetSpec spec, Progress progress)
      throws StageException, IOException {
    validate(spec);
    return format(spec).open(spec, progress);
  }

  /**
   * Opens a dataset for a model: a tensor for each of its inputs.
   *
   * @throws StageException as {@link #open(DatasetSpec)} does, and naming both sides when the model
   *     takes something else
   */
  public static FittedDataset openFor(ModelView model, DatasetSpec spec, Progress progress)
      throws StageException, IOException {
    validate(spec);
    return format(spec).openFor(model, spec, progress);
  }

  /**
   * {@code sha256:...} over what the dataset is made from: the bytes of its files, or the
   * generator's version and seed. Two equal fingerprints mean equal samples; it says nothing about
   * the samples being sound.
   */
  public static String sourceFingerprint(DatasetSpec spec) throws StageException, IOException {
    validate(spec);
    Digest digest = new Digest().add(spec.type());
    format(spec).addSource(spec, digest);
    return digest.toString();
  }

  private static DatasetFormat format(DatasetSpec spec) throws StageException {
    return FORMATS.stream()
        .filter(f -> f.type().equals(spec.type()))
        .findFirst()
        .orElseThrow(
            () ->
                new StageException(
                    "<type> of <dataset> (edge.dataset) is '%s', which is not known; use one of %s."
                        .formatted(spec.type(), types())));
  }
}

package io.edge4j.maven.dataset;

import io.edge4j.maven.dataset.tensors.ArrayFolder;
import io.edge4j.maven.dataset.tensors.ArrayInfo;
import io.edge4j.maven.dataset.tensors.NpyArray;
import io.edge4j.maven.dataset.tensors.NpyFormatException;
import io.edge4j.maven.stage.Digest;
import io.edge4j.maven.stage.Progress;
import io.edge4j.maven.stage.StageException;
import io.edge4j.model.Layout;
import io.edge4j.model.Preprocessing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Samples for any model, as NumPy saves them: {@code train.npz} and {@code test.npz}, or folders of
 * {@code .npy} files. There is an array for each input, by its name, with samples along the first
 * axis, and {@code labels} (classes), {@code targets} (values to predict) or nothing.
 */
final class TensorsFormat implements DatasetFormat {
  static final String TYPE = "tensors";

  private static final String TRAIN = "train";
  private static final String TEST = "test";

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public boolean isForAnyModel() {
    return true;
  }

  @Override
  public void validate(DatasetSpec spec) throws StageException, IOException {
    if (!spec.forBroughtModel()) {
      throw forTraining();
    }
    headers(place(spec, TRAIN));
    headers(place(spec, TEST));
  }

  @Override
  public void validateFor(ModelView model, DatasetSpec spec) throws StageException, IOException {
    for (String split : List.of(TRAIN, TEST)) {
      Path place = place(spec, split);
      TensorFit.of(model, place, headers(place).values());
    }
  }

  @Override
  public Dataset open(DatasetSpec spec, Progress progress) throws StageException {
    throw forTraining();
  }

  private static StageException forTraining() {
    return new StageException(
        "<type> of <dataset> (edge.dataset) is 'tensors', which has samples for models that are"
            + " brought along (<onnxModel>); a model that is trained here takes one of the other"
            + " types, such as idx, images, csv or class.");
  }

  @Override
  public FittedDataset openFor(ModelView model, DatasetSpec spec, Progress progress)
      throws StageException, IOException {
    Path trainPlace = place(spec, TRAIN);
    Path testPlace = place(spec, TEST);
    Map<String, NpyArray> train = open(trainPlace);
    Map<String, NpyArray> test = open(testPlace);
    TensorFit trainFit = fit(model, trainPlace, train);
    TensorFit testFit = fit(model, testPlace, test);
    try {
      ClassLabels classes =
          ClassLabels.of(
              model,
              trainFit.labels().map(name -> TensorArrays.named(train, name)),
              testFit.labels().map(name -> TensorArrays.named(test, name)));
      TensorSamples trainSamples = TensorArrays.of(trainFit, train, classes);
      TensorSamples testSamples = TensorArrays.of(testFit, test, classes);
      Optional<Spread> targets =
          trainFit.targets().isPresent() && testFit.targets().isPresent()
              ? Optional.of(Spread.ofTarget(trainSamples.size(), trainSamples::target))
              : Optional.empty();
      return new FittedDataset(
          new DatasetSummary(
              "tensors (" + directory(spec).toAbsolutePath().getFileName() + ")",
              fingerprint(List.of(train, test)),
              trainSamples.size(),
              testSamples.size(),
              classes.names(),
              testFit.onlySampleShape(),
              Layout.NONE,
              Preprocessing.NONE,
              List.of()),
          testFit.task(),
          targets,
          testFit.sizes(),
          trainSamples,
          testSamples);
    } catch (NpyFormatException e) {
      throw refused(e);
    }
  }

  @Override
  public void addSource(DatasetSpec spec, Digest digest) throws StageException, IOException {
    for (String split : List.of(TRAIN, TEST)) {
      for (Path file : ArrayFolder.files(place(spec, split))) {
        digest.add(file.getFileName().toString()).add(file);
      }
    }
  }

  private static Path directory(DatasetSpec spec) throws StageException {
    Path directory = spec.directory();
    if (directory == null || !Files.isDirectory(directory)) {
      throw new StageException(
          "<directory> of <dataset> (edge.dataset.directory) is %s; <type> 'tensors' (edge.dataset) wants the folder that holds train.npz and test.npz."
              .formatted(
                  directory == null ? "missing" : "'" + directory + "', which is no folder"));
    }
    return directory;
  }

  private static Path place(DatasetSpec spec, String split) throws StageException {
    Path directory = directory(spec);
    Path place = ArrayFolder.of(directory, split);
    if (!Files.exists(place)) {
      throw new StageException(
          "<directory> of <dataset> (edge.dataset.directory) is '%s', which has neither %s.npz nor a folder %s of .npy files; write it with numpy.savez('%s.npz', ...)."
              .formatted(directory, split, split, split));
    }
    return place;
  }

  private static Map<String, ArrayInfo> headers(Path place) throws StageException, IOException {
    try {
      return ArrayFolder.headers(place);
    } catch (NpyFormatException e) {
      throw refused(e);
    }
  }

  private static Map<String, NpyArray> open(Path place) throws StageException, IOException {
    try {
      return ArrayFolder.open(place);
    } catch (NpyFormatException e) {
      throw refused(e);
    }
  }

  private static TensorFit fit(ModelView model, Path place, Map<String, NpyArray> arrays)
      throws StageException {
    return TensorFit.of(model, place, arrays.values().stream().map(NpyArray::info).toList());
  }

  private static StageException refused(NpyFormatException e) {
    return new StageException(
        "<directory> of <dataset> (edge.dataset.directory): " + e.getMessage() + ".", e);
  }

  private static String fingerprint(List<Map<String, NpyArray>> splits) {
    Digest digest = new Digest();
    for (Map<String, NpyArray> arrays : splits) {
      arrays
          .values()
          .forEach(
              array -> {
                digest.add(array.info().toString());
                array.forEachPart(digest::add);
              });
    }
    return digest.toString();
  }
}

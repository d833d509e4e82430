package io.edge4j.maven.benchmark;

import ai.onnxruntime.OrtEnvironment;
import io.edge4j.maven.dataset.SampleOrder;
import io.edge4j.maven.stage.StageException;
import io.edge4j.model.ElementType;
import io.edge4j.model.InputContract;
import io.edge4j.model.Layout;
import io.edge4j.model.OnnxHeader;
import io.edge4j.model.OutputValue;
import io.edge4j.model.Recipe;
import io.edge4j.model.Tensor;
import io.edge4j.model.TensorInfo;
import io.edge4j.runtime.EdgeModel;
import io.edge4j.runtime.EdgeOptions;
import io.edge4j.runtime.Prediction;
import io.edge4j.runtime.Predictor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** An ONNX file through edge-runtime: the figures are those of what ships. */
final class OnnxSubject implements Subject {
  private final Path file;
  private final EdgeModel model;
  private final Predictor predictor;

  /** Whether it gives no sequences or maps. */
  private final boolean onlyTensors;

  /** Shape of the samples that are run. */
  private List<Long> samples = List.of();

  OnnxSubject(Path file, int threads) throws IOException {
    this.file = file;
    model = EdgeModel.open(file, EdgeOptions.defaults().withThreads(threads).withoutKey());
    predictor = model.predictor();
    onlyTensors =
        OnnxHeader.read(file).outputs().stream()
            .allMatch(output -> output.elementType().isPresent());
  }

  @Override
  public String engine() {
    return "ONNX Runtime " + onnxRuntimeVersion() + " through edge-runtime";
  }

  @Override
  public Optional<String> recipe() {
    return model.info().recipe().map(Recipe::label);
  }

  @Override
  public Map<String, String> versions() {
    Map<String, String> versions = new TreeMap<>();
    versions.put("ONNX Runtime", onnxRuntimeVersion());
    versions.put("edge-runtime", edgeRuntimeVersion());
    return versions;
  }

  private static String onnxRuntimeVersion() {
    return OrtEnvironment.getEnvironment().getVersion();
  }

  private static String edgeRuntimeVersion() {
    String version = EdgeModel.class.getPackage().getImplementationVersion();
    return version == null ? "of this build" : version;
  }

  @Override
  public List<Long> sampleShape() {
    return model.info().sampleShape();
  }

  /**
   * A model that leaves the size of a sample open gets its size from the samples: from then on it
   * is run with tensors of that shape.
   */
  @Override
  public SampleOrder order(List<Long> shape, Layout layout) throws StageException {
    List<InputContract.Input> inputs = model.info().contract().inputs();
    if (!takesSamples() && (inputs.size() != 1 || !takesFractions(inputs.get(0)))) {
      throw new StageException(
          "<dataset> (edge.dataset): its samples have the shape %s, and they cannot be given to %s: %s Leave <dataset> out to measure on random inputs."
              .formatted(shape, file, predictor.refusal().orElse("")));
    }
    SampleOrder order =
        SampleOrder.of(shape, layout, inputs.get(0))
            .orElseThrow(
                () ->
                    new StageException(
                        "<dataset> (edge.dataset): its samples have the shape %s, and the input %s of %s takes others; name the dataset that the model was trained on, or leave the variant out."
                            .formatted(shape, inputs.get(0).tensor(), file)));
    samples = order.shape();
    return order;
  }

  private static boolean takesFractions(InputContract.Input input) {
    return input.tensor().elementType().filter(ElementType::isFloatingPoint).isPresent();
  }

  @Override
  public boolean takesSamples() {
    return predictor.refusal().isEmpty();
  }

  @Override
  public int run(Map<String, Tensor> inputs) {
    return onlyTensors ? predictor.run(inputs).size() : predictor.runForValues(inputs).size();
  }

  @Override
  public Map<String, OutputValue> answer(Map<String, Tensor> inputs) {
    return predictor.runForValues(inputs);
  }

  @Override
  public List<Map<String, OutputValue>> answers(List<float[]> batch) {
    return batch.stream().map(sample -> answer(asTensor(sample))).toList();
  }

  @Override
  public int classify(float[] sample) {
    return takesSamples() ? predictor.predict(sample).index() : classifyAsTensor(sample);
  }

  @Override
  public int[] classifyAll(List<float[]> batch) {
    return takesSamples()
        ? predictor.predictAll(batch).stream().mapToInt(Prediction::index).toArray()
        : batch.stream().mapToInt(this::classifyAsTensor).toArray();
  }

  private Map<String, Tensor> asTensor(float[] sample) {
    TensorInfo input = model.info().inputs().get(0);
    List<Long> sized = takesSamples() ? model.info().sampleShape() : samples;
    LongStream axes = sized.stream().mapToLong(Long::longValue);
    long[] shape =
        (input.hasBatchAxis() ? LongStream.concat(LongStream.of(1), axes) : axes).toArray();
    return Map.of(
        input.name(),
        switch (input.elementType().orElse(ElementType.FLOAT)) {
          case DOUBLE ->
              Tensor.of(
                  IntStream.range(0, sample.length).mapToDouble(i -> sample[i]).toArray(), shape);
          case FLOAT16 -> Tensor.ofFloat16(sample, shape);
          default -> Tensor.of(sample, shape);
        });
  }

  /** Of a model that gives no scores a number that depends on the answer. */
  private int classifyAsTensor(float[] sample) {
    Optional<TensorInfo> output = scores();
    if (output.isEmpty()) {
      return run(asTensor(sample));
    }
    Map<String, Tensor> found = predictor.run(asTensor(sample));
    String name = output.get().name();
    float[] scores = Objects.requireNonNull(found.get(name), name).floats();
    int best = 0;
    for (int i = 1; i < scores.length; i++) {
      if (scores[i] > scores[best]) {
        best = i;
      }
    }
    return best;
  }

  /** The output that classes are told by: the first of float32. */
  private Optional<TensorInfo> scores() {
    return model.info().outputs().stream()
        .filter(output -> output.elementType().equals(Optional.of(ElementType.FLOAT)))
        .findFirst();
  }

  @Override
  public void close() {
    model.close();
  }
}

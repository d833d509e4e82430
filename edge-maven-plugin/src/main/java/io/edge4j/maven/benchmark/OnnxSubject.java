package io.edge4j.maven.benchmark;

import ai.onnxruntime.OrtEnvironment;
import io.edge4j.maven.dataset.SampleOrder;
import io.edge4j.maven.stage.StageException;
import io.edge4j.model.InputContract;
import io.edge4j.model.Layout;
import io.edge4j.model.Recipe;
import io.edge4j.runtime.EdgeModel;
import io.edge4j.runtime.EdgeOptions;
import io.edge4j.runtime.Prediction;
import io.edge4j.runtime.Predictor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** An ONNX file through edge-runtime: the figures are those of what ships. */
final class OnnxSubject implements Subject {
  private final Path file;
  private final EdgeModel model;
  private final Predictor predictor;

  OnnxSubject(Path file, int threads) throws IOException {
    this.file = file;
    model = EdgeModel.open(file, EdgeOptions.defaults().withThreads(threads));
    predictor = model.predictor();
  }

  @Override
  public String engine() {
    return "ONNX Runtime " + onnxRuntimeVersion() + " through edge-runtime";
  }

  @Override
  public String recipe() {
    return model.info().recipe().map(Recipe::label).orElse(null);
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

  @Override
  public SampleOrder order(List<Long> shape, Layout layout) throws StageException {
    List<InputContract.Input> inputs = model.info().contract().inputs();
    if (inputs.size() != 1) {
      return SampleOrder.same(shape, layout);
    }
    return SampleOrder.of(shape, layout, inputs.get(0))
        .orElseThrow(
            () ->
                new StageException(
                    "<dataset> (edge.dataset): its samples have the shape %s, and the input %s of %s takes others; name the dataset that the model was trained on, or leave the variant out."
                        .formatted(shape, inputs.get(0).tensor(), file)));
  }

  @Override
  public int classify(float[] sample) {
    return predictor.predict(sample).index();
  }

  @Override
  public int[] classifyAll(List<float[]> samples) {
    return predictor.predictAll(samples).stream().mapToInt(Prediction::index).toArray();
  }

  @Override
  public void close() {
    model.close();
  }
}

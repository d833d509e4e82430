package io.edge4j.maven.benchmark;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.Batchifier;
import ai.djl.translate.NoBatchifyTranslator;
import ai.djl.translate.TranslateException;
import ai.djl.translate.TranslatorContext;
import io.edge4j.maven.dataset.SampleOrder;
import io.edge4j.maven.stage.StageException;
import io.edge4j.maven.train.BlockSpec;
import io.edge4j.maven.train.TrainedModel;
import io.edge4j.model.Layout;
import io.edge4j.model.OutputValue;
import io.edge4j.model.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A model on DJL's PyTorch engine, as a DJL application would call it: a predictor with a
 * translator that does nothing beyond values in and logits out.
 */
final class PyTorchSubject implements Subject {
  private static final String ENGINE = "PyTorch";

  private final AutoCloseable owner;
  private final String mode;
  private final List<Long> sampleShape;
  private final Predictor<float[], float[]> predictor;

  private PyTorchSubject(AutoCloseable owner, Model model, String mode, List<Long> sampleShape) {
    this.owner = owner;
    this.mode = mode;
    this.sampleShape = sampleShape;
    predictor = model.newPredictor(new Logits(sampleShape));
  }

  /** A block, run operation by operation. */
  static PyTorchSubject eager(BlockSpec block, Path weights) throws StageException, IOException {
    TrainedModel trained = TrainedModel.load(block, weights);
    return new PyTorchSubject(trained, trained.model(), "eager", block.inputShape());
  }

  /** A file that PyTorch scripted or traced; it does not say its input's shape. */
  static PyTorchSubject torchScript(Path file, List<Long> sampleShape)
      throws StageException, IOException {
    Model model = Model.newInstance("torchscript", Device.cpu(), ENGINE);
    String fileName = file.getFileName().toString();
    try {
      model.load(file.toAbsolutePath().getParent(), fileName.replaceFirst("\\.pt$", ""));
    } catch (MalformedModelException | EngineException e) {
      model.close();
      throw new StageException(
          "<file> of a benchmark variant is "
              + file
              + ", which is no TorchScript file that PyTorch can load: "
              + e.getMessage(),
          e);
    }
    return new PyTorchSubject(model, model, "TorchScript", sampleShape);
  }

  @Override
  public String engine() {
    return "PyTorch " + pytorch().getVersion() + " through DJL, " + mode;
  }

  @Override
  public Optional<String> recipe() {
    return Optional.empty();
  }

  @Override
  public Map<String, String> versions() {
    Map<String, String> versions = new TreeMap<>();
    versions.put("DJL", Engine.getDjlVersion());
    versions.put("PyTorch", pytorch().getVersion());
    return versions;
  }

  private static Engine pytorch() {
    return Engine.getEngine(ENGINE);
  }

  @Override
  public List<Long> sampleShape() {
    return sampleShape;
  }

  @Override
  public SampleOrder order(List<Long> shape, Layout layout) {
    return SampleOrder.same(shape, layout);
  }

  @Override
  public int classify(float[] sample) {
    return indexOfLargest(predict(sample), 0, -1);
  }

  @Override
  public int[] classifyAll(List<float[]> samples) {
    int length = samples.get(0).length;
    float[] batch = new float[samples.size() * length];
    for (int i = 0; i < samples.size(); i++) {
      System.arraycopy(samples.get(i), 0, batch, i * length, length);
    }
    float[] logits = predict(batch);
    int classes = logits.length / samples.size();
    int[] found = new int[samples.size()];
    for (int i = 0; i < found.length; i++) {
      found[i] = indexOfLargest(logits, i * classes, classes);
    }
    return found;
  }

  @Override
  public boolean takesSamples() {
    return true;
  }

  @Override
  public int run(Map<String, Tensor> inputs) {
    throw new UnsupportedOperationException("PyTorch variants take samples of plain floats");
  }

  @Override
  public Map<String, OutputValue> answer(Map<String, Tensor> inputs) {
    throw new UnsupportedOperationException("PyTorch variants take samples of plain floats");
  }

  /** The only output, which has no name here. */
  @Override
  public List<Map<String, OutputValue>> answers(List<float[]> samples) {
    List<Map<String, OutputValue>> answers = new ArrayList<>();
    for (float[] sample : samples) {
      float[] values = predict(sample);
      answers.add(Map.of("", Tensor.of(values, 1, values.length)));
    }
    return answers;
  }

  private float[] predict(float[] values) {
    try {
      return predictor.predict(values);
    } catch (TranslateException e) {
      throw new IllegalStateException("PyTorch failed: " + e.getMessage(), e);
    }
  }

  private static int indexOfLargest(float[] values, int from, int count) {
    int end = count < 0 ? values.length : from + count;
    int best = from;
    for (int i = from + 1; i < end; i++) {
      if (values[i] > values[best]) {
        best = i;
      }
    }
    return best - from;
  }

  @Override
  public void close() {
    predictor.close();
    try {
      owner.close();
    } catch (Exception e) {
      throw new IllegalStateException("The PyTorch model could not be closed.", e);
    }
  }

  /** Flat samples to a batch, the batch's logits to a flat array. */
  private static final class Logits implements NoBatchifyTranslator<float[], float[]> {
    private final long[] shape;
    private final long length;

    Logits(List<Long> sampleShape) {
      shape = new long[sampleShape.size() + 1];
      long product = 1;
      for (int i = 0; i < sampleShape.size(); i++) {
        shape[i + 1] = sampleShape.get(i);
        product *= sampleShape.get(i);
      }
      length = product;
    }

    @Override
    public NDList processInput(TranslatorContext context, float[] values) {
      long[] batch = shape.clone();
      batch[0] = values.length / length;
      return new NDList(context.getNDManager().create(values, new Shape(batch)));
    }

    @Override
    public float[] processOutput(TranslatorContext context, NDList outputs) {
      NDArray logits = outputs.head();
      return logits.toFloatArray();
    }

    @Override
    public @Nullable Batchifier getBatchifier() {
      return null;
    }
  }
}

package io.edge4j.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.edge4j.model.InvalidInputException;
import io.edge4j.model.OutputValue;
import io.edge4j.model.Recipe;
import io.edge4j.model.Tensor;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Predicts. Thread-safe: one predictor serves all threads, and none waits for another. A prediction
 * reuses native tensors and allocates little more than its answer.
 *
 * <pre>{@code
 * try (EdgeModel model = EdgeModel.open(Path.of("garments-optimized.onnx"))) {
 *   float[] pixels = new float[784];
 *   Prediction prediction = model.predictor().predict(pixels);
 *   System.out.println(prediction.label());
 * }
 * }</pre>
 *
 * <p>Values are what the model's input takes, scaled already (see {@link
 * ModelInfo#preprocessing()}), one sample in row-major order of {@link ModelInfo#sampleShape()}.
 * Models with other inputs are run with {@link #run(Map)}.
 *
 * @since 0.1.0
 */
public final class Predictor {
  private static final int BINDINGS_PER_CORE = 4;
  private static final int FEWEST_BINDINGS = 8;

  /** Samples in a batch: beyond this the matrix products of small models gain nothing more. */
  private static final int BATCH = 32;

  /** The same of samples with more values than that, whose buffers take more room. */
  private static final int BATCH_OF_LARGE = 16;

  private static final int LARGE_SAMPLE = 4096;

  private final OrtSession session;
  private final ModelInfo info;
  private final TensorRunner tensors;
  private final InFlight inFlight = new InFlight();

  /** Null for a model that takes no plain float samples; {@link #refusal} says why. */
  private final @Nullable SampleLayout layout;

  private final @Nullable String refusal;
  private final SampleCheck sample;
  private final IoBindingPool bindings;
  private final IoBindingPool batchBindings;
  private final int batch;

  Predictor(OrtEnvironment environment, OrtSession session, ModelInfo info) {
    this.session = session;
    this.info = info;
    this.tensors = new TensorRunner(environment, session, info);
    @Nullable SampleLayout found = null;
    @Nullable String reason = null;
    try {
      found = SampleLayout.of(info);
    } catch (UnsupportedOperationException e) {
      reason = e.getMessage();
    }
    layout = found;
    refusal = reason;
    sample = new SampleCheck(info.sampleShape(), found == null ? 0 : found.sampleSize());
    batch = sample.size() > LARGE_SAMPLE ? BATCH_OF_LARGE : BATCH;
    int cores = Runtime.getRuntime().availableProcessors();
    bindings =
        new IoBindingPool(
            Math.max(FEWEST_BINDINGS, BINDINGS_PER_CORE * cores),
            () -> new IoBinding(environment, requireLayout(), 1));
    batchBindings =
        new IoBindingPool(cores, () -> new IoBinding(environment, requireLayout(), batch));
  }

  /** Why the model takes no plain float samples; empty when it does. */
  public Optional<String> refusal() {
    return Optional.ofNullable(refusal);
  }

  /**
   * Predicts one sample.
   *
   * @param values the sample; its length is the product of {@link ModelInfo#sampleShape()}
   * @throws InvalidInputException for null, another length, NaN or an infinity, and for values to
   *     which the model gives scores that are not finite
   * @throws UnsupportedOperationException for a model that takes no plain float samples
   * @throws IllegalStateException when the model is closed
   * @throws PredictionException when ONNX Runtime fails
   */
  public Prediction predict(float[] values) {
    requireLayout();
    sample.check(values);
    enter();
    try {
      IoBinding binding = bindings.take();
      try {
        binding.input().put(0, values);
        return new Prediction(info, binding.run(session, Predictor::admitAny));
      } finally {
        bindings.give(binding);
      }
    } catch (OrtException e) {
      throw failed(e);
    } finally {
      inFlight.leave();
    }
  }

  /**
   * Predicts one sample from the buffer's position to its limit, which stay as they are.
   *
   * @see #predict(float[])
   */
  public Prediction predict(FloatBuffer values) {
    requireLayout();
    sample.check(values);
    enter();
    try {
      IoBinding binding = bindings.take();
      try {
        binding.input().put(0, values, values.position(), values.remaining());
        return new Prediction(info, binding.run(session, Predictor::admitAny));
      } finally {
        bindings.give(binding);
      }
    } catch (OrtException e) {
      throw failed(e);
    } finally {
      inFlight.leave();
    }
  }

  /**
   * Predicts several samples. Where the rows of a batch are independent ({@link
   * Recipe#rowsAreIndependent()}), up to 32 of them run together (16 of samples with more than
   * 4,096 values); any other model takes them one by one: a dynamically quantized model takes its
   * scales from the whole batch, so samples run together would change each other's answers.
   *
   * @return the answers in the order of the samples
   * @throws InvalidInputException naming the first sample that is wrong, before any is run, or the
   *     first to which the model gives scores that are not finite
   * @see #predict(float[])
   */
  public List<Prediction> predictAll(List<float[]> samples) {
    requireLayout();
    for (int i = 0; i < samples.size(); i++) {
      try {
        sample.check(samples.get(i));
      } catch (InvalidInputException e) {
        throw ofSample(i, e);
      }
    }
    return predictRows(
        samples.size(),
        (target, first, count) -> {
          int position = 0;
          for (int i = 0; i < count; i++) {
            float[] values = samples.get(first + i);
            target.put(position, values);
            position += values.length;
          }
        },
        Predictor::admitAny);
  }

  /**
   * Predicts the samples that lie one after the other from the buffer's position to its limit,
   * which stay as they are.
   *
   * @see #predictAll(List)
   */
  public List<Prediction> predictAll(FloatBuffer samples) {
    return predictAll(samples, Predictor::admitAny);
  }

  /**
   * As {@link #predictAll(FloatBuffer)}, for whoever has little memory.
   *
   * @param admission told how many bytes of the heap the answers take, before they take them; may
   *     be told several times. What it throws ends the call
   */
  public List<Prediction> predictAll(FloatBuffer samples, LongConsumer admission) {
    requireLayout();
    int size = sample.size();
    if (samples.remaining() % size != 0) {
      throw new InvalidInputException(
          "expected a multiple of " + size + " values, found " + samples.remaining());
    }
    int begin = samples.position();
    int rows = samples.remaining() / size;
    for (int i = 0; i < rows; i++) {
      try {
        sample.check(samples.duplicate().limit(begin + (i + 1) * size).position(begin + i * size));
      } catch (InvalidInputException e) {
        throw ofSample(i, e);
      }
    }
    return predictRows(
        rows,
        (target, first, count) -> target.put(0, samples, begin + first * size, count * size),
        admission);
  }

  /**
   * How many samples {@link #predictAll(List)} runs together; 1 for a model whose samples it takes
   * one by one, and for one that takes no plain float samples.
   */
  public int samplesTogether() {
    return layout != null && layout.batches() ? batch : 1;
  }

  /** See {@link #predictAll(List)}. */
  public List<Prediction> predictAll(float[]... samples) {
    return predictAll(List.of(samples));
  }

  /**
   * Runs a model with any number of inputs and outputs of any tensor type, once, as it is.
   *
   * @param inputs a tensor for each input of {@link ModelInfo#inputs()}, batch axis included
   * @return a tensor for each output, in the model's order; outputs that are sequences or maps are
   *     left out, see {@link #runForValues}
   * @throws InvalidInputException for a missing or unknown name, another type or shape, NaN or an
   *     infinity
   * @throws IllegalStateException when the model is closed
   * @throws PredictionException when ONNX Runtime fails
   */
  public Map<String, Tensor> run(Map<String, Tensor> inputs) {
    return run(inputs, Set.of());
  }

  /**
   * As {@link #run(Map)}, computing only some of the outputs.
   *
   * @param outputs their names, in the order in which they are wanted; none for all of the model's
   * @throws InvalidInputException also for an output that is unknown, or no tensor
   */
  public Map<String, Tensor> run(Map<String, Tensor> inputs, Set<String> outputs) {
    return run(inputs, outputs, Predictor::admitAny);
  }

  /**
   * As {@link #run(Map, Set)}, for whoever has little memory: a model may give more than it takes,
   * and how much is known only when it has run.
   *
   * @param admission told how many bytes of the heap the outputs take, texts not counted, before
   *     they are read. What it throws ends the call
   */
  public Map<String, Tensor> run(
      Map<String, Tensor> inputs, Set<String> outputs, LongConsumer admission) {
    tensors.check(inputs, outputs);
    tensors.requireTensors();
    enter();
    try {
      return tensors.run(inputs, outputs, admission);
    } catch (OrtException e) {
      throw failed(e);
    } finally {
      inFlight.leave();
    }
  }

  /**
   * As {@link #run(Map)}, for models whose outputs are not all tensors: scikit-learn's ZipMap gives
   * a sequence of maps.
   *
   * @return every output, in the model's order; what cannot be read is there as {@link
   *     OutputValue.Unreadable}
   */
  public Map<String, OutputValue> runForValues(Map<String, Tensor> inputs) {
    tensors.check(inputs, Set.of());
    enter();
    try {
      return tensors.runForValues(inputs);
    } catch (OrtException e) {
      throw failed(e);
    } finally {
      inFlight.leave();
    }
  }

  private static void admitAny(long bytes) {}

  /** Puts samples where a model finds them. */
  private interface Rows {
    /**
     * Puts some, one after the other from position 0.
     *
     * @param first which of all samples is the first
     */
    void put(FloatBuffer target, int first, int count);
  }

  private List<Prediction> predictRows(int count, Rows rows, LongConsumer admission) {
    requireLayout().outputBytes().ifPresent(bytes -> admission.accept(count * bytes));
    int together = samplesTogether();
    IoBindingPool pool = together > 1 && count > 1 ? batchBindings : bindings;
    List<Prediction> predictions = new ArrayList<>(count);
    enter();
    try {
      if (count == 0) {
        return predictions;
      }
      IoBinding binding = pool.take();
      try {
        while (predictions.size() < count) {
          int some = Math.min(together, count - predictions.size());
          rows.put(binding.input(), predictions.size(), some);
          run(binding, some, predictions, admission);
        }
      } finally {
        pool.give(binding);
      }
    } catch (OrtException e) {
      throw failed(e);
    } finally {
      inFlight.leave();
    }
    return predictions;
  }

  private void run(
      IoBinding binding, int count, List<Prediction> predictions, LongConsumer admission)
      throws OrtException {
    if (count == 1) {
      predictions.add(prediction(predictions.size(), binding.run(session, admission)));
      return;
    }
    binding.runRows(session, count);
    for (int row = 0; row < count; row++) {
      predictions.add(prediction(predictions.size(), binding.row(row)));
    }
  }

  private Prediction prediction(int index, float[] values) {
    try {
      return new Prediction(info, values);
    } catch (InvalidInputException e) {
      throw ofSample(index, e);
    }
  }

  private static InvalidInputException ofSample(int index, InvalidInputException wrong) {
    return new InvalidInputException("Sample " + index + ": " + wrong.getMessage());
  }

  private SampleLayout requireLayout() {
    if (layout == null) {
      throw new UnsupportedOperationException(refusal);
    }
    return layout;
  }

  private void enter() {
    if (!inFlight.enter()) {
      throw new IllegalStateException("Model " + info.name() + " is closed.");
    }
  }

  private PredictionException failed(OrtException e) {
    return new PredictionException(
        "ONNX Runtime failed in model " + info.name() + ": " + e.getMessage(), e);
  }

  /** Waits for predictions in flight; whether this call was the one that closed. */
  boolean close() {
    if (!inFlight.close()) {
      return false;
    }
    bindings.close();
    batchBindings.close();
    return true;
  }
}

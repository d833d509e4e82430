package io.edge4j.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Predicts. Thread-safe: one predictor serves all threads, and none waits for another. A prediction
 * reuses native tensors and allocates little more than its answer.
 *
 * <p>Values are what the model's input takes, scaled already (see {@link ModelInfo#scaling()}), one
 * sample in row-major order of {@link ModelInfo#sampleShape()}.
 */
public final class Predictor {
  private static final int LANES_PER_CORE = 4;

  private final OrtSession session;
  private final ModelInfo info;
  private final InFlight inFlight = new InFlight();

  /** Null for a model that takes no plain float samples; {@link #refusal} says why. */
  private final SampleLayout layout;

  private final String refusal;
  private final int sampleSize;
  private final LanePool lanes;

  Predictor(OrtEnvironment environment, OrtSession session, ModelInfo info) {
    this.session = session;
    this.info = info;
    SampleLayout found = null;
    String reason = null;
    try {
      found = SampleLayout.of(info);
    } catch (UnsupportedOperationException e) {
      reason = e.getMessage();
    }
    layout = found;
    refusal = reason;
    sampleSize = found == null ? 0 : found.sampleSize();
    lanes =
        new LanePool(
            Math.max(8, LANES_PER_CORE * Runtime.getRuntime().availableProcessors()),
            () -> new Lane(environment, layout));
  }

  /**
   * Predicts one sample.
   *
   * @param values the sample; its length is the product of {@link ModelInfo#sampleShape()}
   * @throws InvalidInputException for another length, NaN or an infinity
   * @throws UnsupportedOperationException for a model that takes no plain float samples
   * @throws IllegalStateException when the model is closed
   * @throws PredictionException when ONNX Runtime fails
   */
  public Prediction predict(float[] values) {
    requireLayout();
    requireLength(values.length);
    requireFinite(values);
    if (!inFlight.enter()) {
      throw closed();
    }
    try {
      Lane lane = lanes.take();
      try {
        lane.input().put(0, values);
        return new Prediction(info, lane.run(session));
      } finally {
        lanes.give(lane);
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
    requireLength(values.remaining());
    requireFinite(values);
    if (!inFlight.enter()) {
      throw closed();
    }
    try {
      Lane lane = lanes.take();
      try {
        lane.input().put(0, values, values.position(), sampleSize);
        return new Prediction(info, lane.run(session));
      } finally {
        lanes.give(lane);
      }
    } catch (OrtException e) {
      throw failed(e);
    } finally {
      inFlight.leave();
    }
  }

  /**
   * Predicts several samples, one after the other: a dynamically quantized model takes its scales
   * from the whole batch, so samples run together would change each other's answers, and for small
   * models one by one is faster too.
   *
   * @return the answers in the order of the samples
   * @throws InvalidInputException naming the first sample that is wrong, before any is run
   */
  public List<Prediction> predictAll(List<float[]> samples) {
    for (int i = 0; i < samples.size(); i++) {
      try {
        requireLayout();
        requireLength(samples.get(i).length);
        requireFinite(samples.get(i));
      } catch (InvalidInputException e) {
        throw new InvalidInputException("Sample " + i + ": " + e.getMessage());
      }
    }
    List<Prediction> predictions = new ArrayList<>(samples.size());
    for (float[] sample : samples) {
      predictions.add(predict(sample));
    }
    return predictions;
  }

  /** See {@link #predictAll(List)}. */
  public List<Prediction> predictAll(float[]... samples) {
    return predictAll(List.of(samples));
  }

  private void requireLayout() {
    if (layout == null) {
      throw new UnsupportedOperationException(refusal);
    }
  }

  private void requireLength(int length) {
    if (length != sampleSize) {
      throw new InvalidInputException(
          "expected "
              + sampleSize
              + " values for a sample of shape "
              + info.sampleShape()
              + ", found "
              + length);
    }
  }

  private static void requireFinite(float[] values) {
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw notFinite(i, values[i]);
      }
    }
  }

  private static void requireFinite(FloatBuffer values) {
    for (int i = values.position(); i < values.limit(); i++) {
      if (!Float.isFinite(values.get(i))) {
        throw notFinite(i - values.position(), values.get(i));
      }
    }
  }

  private static InvalidInputException notFinite(int index, float value) {
    return new InvalidInputException(
        "expected finite values, found " + value + " at index " + index);
  }

  private IllegalStateException closed() {
    return new IllegalStateException("Model " + info.name() + " is closed.");
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
    lanes.close();
    return true;
  }
}

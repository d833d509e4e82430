package io.edge4j.runtime.http;

import io.edge4j.model.DrawnInputs;
import io.edge4j.model.InputContract;
import io.edge4j.model.Tensor;
import io.edge4j.runtime.EdgeModel;
import io.edge4j.runtime.Predictor;
import java.util.HashMap;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/** A few runs before a model serves: they warm it, and tell how long one takes. */
final class PredictionCost {
  private static final Logger LOGGER = Logger.getLogger(PredictionCost.class.getName());
  private static final int RUNS = 3;
  private static final long SEED = 1;

  /** Predictions up to this run on the thread that read the request: a hand-over costs as much. */
  private static final long SHORT_NANOS = 500_000;

  private PredictionCost() {}

  /**
   * Runs the model.
   *
   * @return whether a sample takes so little time that an I/O thread may do it; false for a model
   *     whose samples have sizes of their own
   */
  static boolean isShort(EdgeModel model) {
    Predictor predictor = model.predictor();
    if (predictor.refusal().isEmpty()) {
      int size =
          Math.toIntExact(model.info().sampleShape().stream().reduce(1L, Math::multiplyExact));
      float[] zeros = new float[size];
      return isShort(() -> predictor.predict(zeros));
    }
    InputContract contract = model.info().contract();
    if (!contract.batchDimensions().containsAll(contract.openDimensions())) {
      return false;
    }
    Map<String, Long> sizes = new HashMap<>();
    contract.openDimensions().forEach(dimension -> sizes.put(dimension, 1L));
    try {
      Map<String, Tensor> drawn = new DrawnInputs(contract, sizes, SEED).draw();
      return isShort(() -> predictor.run(drawn));
    } catch (UnsupportedOperationException e) {
      LOGGER.log(Level.FINE, "No inputs can be drawn for this model.", e);
      return false;
    }
  }

  private static boolean isShort(Runnable run) {
    long quickest = Long.MAX_VALUE;
    for (int i = 0; i < RUNS; i++) {
      long begin = System.nanoTime();
      try {
        run.run();
      } catch (RuntimeException e) {
        LOGGER.log(Level.FINE, "What was tried is nothing that this model answers.", e);
      }
      quickest = Math.min(quickest, System.nanoTime() - begin);
    }
    return quickest <= SHORT_NANOS;
  }
}

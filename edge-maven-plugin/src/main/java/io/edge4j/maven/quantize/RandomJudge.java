package io.edge4j.maven.quantize;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo;
import java.util.List;
import java.util.Map;

/** Compares two models on seeded random inputs, for want of data. */
final class RandomJudge {
  private static final int RUNS = 16;
  private static final long SEED = 42;

  /** Sizes of open dimensions, first and others, until one suits the fp32 model. */
  private static final List<int[]> GUESSES =
      List.of(
          new int[] {1, 8},
          new int[] {2, 2},
          new int[] {1, 1},
          new int[] {1, 16},
          new int[] {1, 32},
          new int[] {1, 64},
          new int[] {1, 128},
          new int[] {1, 224});

  private RandomJudge() {}

  /**
   * Runs both models.
   *
   * @throws OrtException when fp32 refuses every guess, or the quantized model what fp32 takes
   */
  static Judgement compare(OrtModel fp32, OrtModel int8) throws OrtException {
    Map<String, TensorInfo> inputs = fp32.inputs();
    int[] sizes = sizes(fp32, inputs);
    ErrorMeter meter = new ErrorMeter();
    for (int run = 0; run < RUNS; run++) {
      RandomInputs random = new RandomInputs(sizes[0], sizes[1], SEED + run);
      Map<String, OnnxTensor> drawn = random.draw(fp32.environment(), inputs);
      try {
        meter.add(fp32.run(drawn), int8.run(drawn));
      } finally {
        drawn.values().forEach(OnnxTensor::close);
      }
    }
    return new Judgement(null, RUNS, null, meter.errors());
  }

  /** Inputs that a model takes. The caller closes them. */
  static Map<String, OnnxTensor> inputs(OrtModel model) throws OrtException {
    Map<String, TensorInfo> inputs = model.inputs();
    int[] sizes = sizes(model, inputs);
    return new RandomInputs(sizes[0], sizes[1], SEED).draw(model.environment(), inputs);
  }

  private static int[] sizes(OrtModel fp32, Map<String, TensorInfo> inputs) throws OrtException {
    OrtException first = null;
    for (int[] guess : GUESSES) {
      Map<String, OnnxTensor> drawn =
          new RandomInputs(guess[0], guess[1], SEED).draw(fp32.environment(), inputs);
      try {
        fp32.run(drawn);
        return guess;
      } catch (OrtException e) {
        first = first == null ? e : first;
      } finally {
        drawn.values().forEach(OnnxTensor::close);
      }
    }
    throw first;
  }
}

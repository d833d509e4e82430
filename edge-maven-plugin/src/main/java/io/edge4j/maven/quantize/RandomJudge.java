package io.edge4j.maven.quantize;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo;
import io.edge4j.maven.quantize.session.OrtModel;
import io.edge4j.maven.quantize.session.RunnableModel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Compares two models on seeded random inputs, for want of data. */
final class RandomJudge {
  static final int RUNS = 16;
  private static final long SEED = 42;

  /** Sizes for a model's open dimensions. */
  record Guess(int first, int others) {}

  /** Sizes of open dimensions, first and others, until one suits the fp32 model. */
  private static final List<Guess> GUESSES =
      List.of(
          new Guess(1, 8),
          new Guess(2, 2),
          new Guess(1, 1),
          new Guess(1, 16),
          new Guess(1, 32),
          new Guess(1, 64),
          new Guess(1, 128),
          new Guess(1, 224));

  private RandomJudge() {}

  /**
   * What fp32 makes of seeded inputs.
   *
   * @param sizes of open dimensions, first and others, that suited it
   * @param outputs one a run
   */
  record Reference(Guess sizes, List<Map<String, float[]>> outputs) {}

  /**
   * Runs the fp32 model.
   *
   * @throws OrtException when it refuses every guess
   */
  static Reference reference(RunnableModel fp32, int runs) throws OrtException, IOException {
    Map<String, TensorInfo> inputs = fp32.inputs();
    OrtException first = null;
    for (Guess guess : GUESSES) {
      List<Map<String, OnnxTensor>> drawn = new ArrayList<>();
      try {
        for (int run = 0; run < runs; run++) {
          drawn.add(draw(guess, run, fp32.environment(), inputs));
        }
        return new Reference(guess, fp32.runAll(drawn));
      } catch (OrtException e) {
        first = first == null ? e : first;
      } finally {
        drawn.forEach(RandomJudge::close);
      }
    }
    throw first;
  }

  /**
   * Runs the quantized model on what fp32 ran on.
   *
   * @throws OrtException when it refuses what fp32 takes
   */
  static Judgement compare(Reference reference, OrtModel candidate) throws OrtException {
    ErrorMeter meter = new ErrorMeter();
    for (int run = 0; run < reference.outputs().size(); run++) {
      Map<String, OnnxTensor> drawn =
          draw(reference.sizes(), run, candidate.environment(), candidate.inputs());
      try {
        meter.add(reference.outputs().get(run), candidate.run(drawn));
      } finally {
        close(drawn);
      }
    }
    return new Judgement(null, reference.outputs().size(), null, meter.errors());
  }

  /** Inputs that a model takes. The caller closes them. */
  static Map<String, OnnxTensor> inputs(OrtModel model) throws OrtException, IOException {
    return draw(reference(model, 1).sizes(), 0, model.environment(), model.inputs());
  }

  private static Map<String, OnnxTensor> draw(
      Guess sizes, int run, OrtEnvironment environment, Map<String, TensorInfo> inputs)
      throws OrtException {
    return new RandomInputs(sizes.first(), sizes.others(), SEED + run).draw(environment, inputs);
  }

  private static void close(Map<String, OnnxTensor> drawn) {
    drawn.values().forEach(OnnxTensor::close);
  }
}

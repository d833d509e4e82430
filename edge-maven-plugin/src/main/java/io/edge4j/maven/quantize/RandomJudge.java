package io.edge4j.maven.quantize;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import io.edge4j.maven.compare.OutputComparison;
import io.edge4j.maven.inputs.SizeAttempts;
import io.edge4j.maven.quantize.session.OrtModel;
import io.edge4j.maven.quantize.session.RunnableModel;
import io.edge4j.model.DrawnInputs;
import io.edge4j.model.InputContract;
import io.edge4j.model.InvalidInputException;
import io.edge4j.model.OutputValue;
import io.edge4j.model.Tensor;
import io.edge4j.runtime.ort.NativeTensors;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares two models on seeded random inputs, for want of data.
 *
 * @param contract what both take; sizes that it leaves open are tried until one suits the fp32
 *     model
 */
record RandomJudge(InputContract contract) {
  static final int RUNS = 16;
  private static final long SEED = 42;

  /**
   * What fp32 makes of seeded inputs.
   *
   * @param contract with a size for every open dimension
   * @param outputs one per run
   */
  record Reference(InputContract contract, List<Map<String, OutputValue>> outputs) {}

  /**
   * Runs the fp32 model.
   *
   * @throws OrtException when it refuses every attempt; names the sizes that were tried and the
   *     parameter that settles it
   */
  Reference reference(RunnableModel fp32, int runs) throws OrtException, IOException {
    SizeAttempts attempts = new SizeAttempts(contract);
    OrtException first = null;
    for (InputContract attempt : attempts.contracts()) {
      List<Map<String, OnnxTensor>> drawn = new ArrayList<>();
      try {
        for (int run = 0; run < runs; run++) {
          drawn.add(inputs(attempt, run, fp32.environment()));
        }
        return new Reference(attempt, fp32.runAll(drawn));
      } catch (OrtException e) {
        first = first == null ? e : first;
      } finally {
        drawn.forEach(RandomJudge::close);
      }
    }
    if (first == null || attempts.isEmpty()) {
      throw first;
    }
    OrtException failure =
        new OrtException(
            attempts.failure() + ". ONNX Runtime said at the first: " + first.getMessage());
    failure.initCause(first);
    throw failure;
  }

  /**
   * Runs the quantized model on what fp32 ran on.
   *
   * @throws OrtException when it refuses what fp32 takes
   */
  static Judgement compare(Reference reference, OrtModel candidate) throws OrtException {
    OutputComparison comparison = new OutputComparison();
    for (int run = 0; run < reference.outputs().size(); run++) {
      Map<String, OnnxTensor> drawn = inputs(reference.contract(), run, candidate.environment());
      try {
        comparison.add(reference.outputs().get(run), candidate.run(drawn));
      } finally {
        close(drawn);
      }
    }
    return Judgement.unlabelled(null, reference.outputs().size(), comparison.differences());
  }

  /**
   * The inputs of a run; where the contract has several sizes, runs take turns. The caller closes
   * them.
   *
   * @param settled has a size for every open dimension
   */
  static Map<String, OnnxTensor> inputs(InputContract settled, int run, OrtEnvironment environment)
      throws OrtException {
    Map<String, OnnxTensor> natives = new LinkedHashMap<>();
    try {
      for (Map.Entry<String, Tensor> input : drawn(settled, run).entrySet()) {
        natives.put(input.getKey(), NativeTensors.toNative(environment, input.getValue()));
      }
      return natives;
    } catch (UnsupportedOperationException | InvalidInputException e) {
      close(natives);
      throw new OrtException(e.getMessage());
    } catch (OrtException e) {
      close(natives);
      throw e;
    }
  }

  /** The same, on no session's side. */
  static Map<String, Tensor> drawn(InputContract settled, int run) {
    List<Map<String, Long>> sizes = settled.sizeSets();
    return new DrawnInputs(settled, sizes.get(run % sizes.size()), SEED + run).draw();
  }

  private static void close(Map<String, OnnxTensor> drawn) {
    drawn.values().forEach(OnnxTensor::close);
  }
}

package io.edge4j.maven.quantize;

import ai.onnxruntime.OrtException;
import io.edge4j.maven.inputs.SizeAttempts;
import io.edge4j.maven.quantize.session.OrtModel;
import io.edge4j.model.InputContract;
import io.edge4j.model.ModelFiles;
import io.edge4j.model.ModelMetadata;
import io.edge4j.model.OutputValue;
import io.edge4j.model.Recipe;
import io.edge4j.model.SelfTest;
import io.edge4j.model.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Writes into a model by what it proves itself where it runs. A model of {@link Judge#LARGE} bytes
 * or more, which would have to be loaded once more for it, gets none, nor does one that takes or
 * gives nothing that could be drawn or compared.
 */
final class SelfTestMaker {
  private static final long SEED = 7;
  private static final int DRAWS = 3;

  /** Of so many values one input is drawn: a server runs the test with a small heap. */
  private static final long MANY_VALUES = 1 << 18;

  /** Of more values none is. */
  private static final long TOO_MANY_VALUES = 1 << 21;

  /** fp32 kernels differ in the order of their sums alone. */
  private static final double FP32_TOLERANCE = 0.02;

  /** Integer kernels round differently on the way. */
  private static final double LEAST_TOLERANCE = 0.1;

  private static final double LARGEST_TOLERANCE = 0.5;

  /** What other kernels may do to a model, as a multiple of what quantizing did to it. */
  private static final double MARGIN = 3;

  private SelfTestMaker() {}

  /**
   * Puts the self-test of a finished model into its metadata.
   *
   * @param fp32 the model that it was made of
   */
  static void storeIn(Path model, Path fp32) throws IOException, OrtException {
    if (ModelFiles.of(model).bytes() >= Judge.LARGE || ModelFiles.of(fp32).bytes() >= Judge.LARGE) {
      return;
    }
    ModelMetadata metadata = ModelMetadata.of(model);
    Optional<SelfTest> test;
    try (OrtModel shipped = OrtModel.open(model, 1)) {
      test = of(metadata.inputs(), shipped);
    }
    if (test.isPresent()) {
      metadata
          .provenBy(tolerating(test.get(), tolerance(test.get(), metadata, fp32)))
          .storeIn(model);
    }
  }

  private static Optional<SelfTest> of(InputContract contract, OrtModel model) {
    for (InputContract attempt : new SizeAttempts(contract).contracts()) {
      Optional<SelfTest> test = of(contract, attempt.sizeSets().get(0), model);
      if (test.isPresent()) {
        return test;
      }
    }
    return Optional.empty();
  }

  /** Empty where the model does not run at these sizes, or nothing can be drawn or compared. */
  private static Optional<SelfTest> of(
      InputContract contract, Map<String, Long> sizes, OrtModel model) {
    try {
      long values = values(contract, sizes);
      return values > TOO_MANY_VALUES
          ? Optional.empty()
          : SelfTest.of(
              contract,
              SEED,
              values > MANY_VALUES ? 1 : DRAWS,
              sizes,
              FP32_TOLERANCE,
              inputs -> run(model, inputs));
    } catch (Refused
        | IllegalArgumentException
        | ArithmeticException
        | UnsupportedOperationException e) {
      return Optional.empty();
    }
  }

  private static long values(InputContract contract, Map<String, Long> sizes) {
    return contract.inputs().stream()
        .mapToLong(input -> contract.shape(input, sizes).stream().reduce(1L, Math::multiplyExact))
        .sum();
  }

  private static double tolerance(SelfTest test, ModelMetadata metadata, Path fp32)
      throws OrtException {
    if (metadata.recipe().equals(Optional.of(Recipe.FP32))) {
      return FP32_TOLERANCE;
    }
    try (OrtModel original = OrtModel.open(fp32, 1)) {
      double loss = test.deviation(metadata.inputs(), inputs -> run(original, inputs));
      return tolerated(loss);
    }
  }

  /** How far other kernels may be, as a share, from a model that quantizing did so much to. */
  static double tolerated(double loss) {
    return Math.min(
        LARGEST_TOLERANCE, Math.max(LEAST_TOLERANCE, Math.ceil(MARGIN * loss * 100) / 100));
  }

  private static SelfTest tolerating(SelfTest test, double tolerance) {
    return new SelfTest(test.seed(), test.draws(), test.sizes(), tolerance, test.expected());
  }

  private static Map<String, Tensor> run(OrtModel model, Map<String, Tensor> inputs) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    try {
      for (Map.Entry<String, OutputValue> output : model.runOn(inputs).entrySet()) {
        if (output.getValue() instanceof Tensor tensor) {
          tensors.put(output.getKey(), tensor);
        }
      }
      return tensors;
    } catch (OrtException e) {
      throw new Refused(e);
    }
  }

  /** What ONNX Runtime throws, where nothing checked may be thrown. */
  private static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Refused(OrtException cause) {
      super(cause);
    }
  }
}

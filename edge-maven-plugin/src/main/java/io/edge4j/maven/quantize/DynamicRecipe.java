package io.edge4j.maven.quantize;

import io.edge4j.maven.onnx.Model;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Weights of fully connected layers, LSTMs and embeddings to int8; the inputs of layers are
 * quantized anew at every run. Only forms that ONNX Runtime fuses into one kernel are written,
 * everything else stays as it is and the decision says why. Convolutions are not touched:
 * ConvInteger runs several times slower than fp32.
 */
public final class DynamicRecipe {
  private static final ProductForm PRODUCTS = new DynamicProducts();

  private static final Map<String, WeightRewrite> REWRITES =
      Map.of(
          "MatMul", new MatMulRewrite(PRODUCTS),
          "Gemm", new GemmRewrite(PRODUCTS),
          "Gather", new GatherRewrite(),
          "LSTM", new LstmRewrite());

  private static final String CONVOLUTION =
      "convolutions stay fp32: ONNX Runtime has no fast kernel for dynamically quantized ones";

  private static final Map<String, String> REASONS =
      Map.of("Conv", CONVOLUTION, "ConvTranspose", CONVOLUTION);

  private final DynamicOptions options;

  public DynamicRecipe(DynamicOptions options) {
    this.options = options;
  }

  /** Operators whose weights it quantizes. */
  static Set<String> operators() {
    return REWRITES.keySet();
  }

  List<NodeDecision> apply(Model model, SelectedNodes selected) throws IOException {
    model.separateInitializersFromInputs();
    return new WeightPass(REWRITES, REASONS)
        .apply(model, selected, new WeightRewriting(model, options, selected));
  }
}

package io.edge4j.maven.quantize;

import io.edge4j.maven.onnx.Model;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Weights of fully connected layers to integers in blocks with a scale each, as ONNX Runtime's
 * MatMulNBits reads them, and embeddings to int8. That operator quantizes its input row by row and
 * block by block, so the rows of a batch leave each other alone. Whatever would couple them stays
 * fp32: the int8 form of an LSTM takes one scale from the whole batch.
 */
final class BlockwiseRecipe {
  private static final String CONVOLUTION =
      "convolutions stay fp32: ONNX Runtime has no block-wise kernel for them";

  private static final Map<String, String> REASONS =
      Map.of(
          "Conv",
          CONVOLUTION,
          "ConvTranspose",
          CONVOLUTION,
          "LSTM",
          "stays fp32: its int8 form has one scale for a whole batch, so that samples would change"
              + " each other's answers");

  private final BlockwiseOptions blocks;
  private final DynamicOptions tables;

  /**
   * Prepares the recipe.
   *
   * @param tables how tables whose rows are looked up become int8
   */
  BlockwiseRecipe(BlockwiseOptions blocks, DynamicOptions tables) {
    this.blocks = blocks;
    this.tables = tables;
  }

  /** Operators whose weights it quantizes. */
  static Set<String> operators() {
    return Set.of("MatMul", "Gemm", "Gather");
  }

  List<NodeDecision> apply(Model model, SelectedNodes selected) throws IOException {
    model.separateInitializersFromInputs();
    BlockwiseProducts products = new BlockwiseProducts(blocks);
    Map<String, WeightRewrite> rewrites =
        Map.of(
            "MatMul", new MatMulRewrite(products),
            "Gemm", new GemmRewrite(products),
            "Gather", new BlockwiseGatherRewrite(products));
    WeightRewriting rewriting =
        new WeightRewriting(
            model,
            tables,
            false,
            (node, weight) -> selected.isSelected(node) && products.take(node, weight));
    return new WeightPass(rewrites, REASONS).apply(model, selected, rewriting);
  }
}

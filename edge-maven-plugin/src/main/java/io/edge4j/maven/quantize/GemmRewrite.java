package io.edge4j.maven.quantize;

import io.edge4j.maven.onnx.Constant;
import io.edge4j.maven.onnx.Initializer;
import io.edge4j.maven.onnx.Node;
import java.io.IOException;
import java.util.List;

/**
 * Gemm, {@code alpha A' B' + beta C}, to a product and an addition. alpha goes into the weight's
 * scales, beta into a copy of a constant C; transB into the stored weight; transA becomes a
 * Transpose, for want of anything to fold it into.
 *
 * @param form how the product is written
 */
record GemmRewrite(ProductForm form) implements WeightRewrite {

  @Override
  public String rewrite(Node node, WeightRewriting rewriting) throws NotQuantizable, IOException {
    String value = node.input(1);
    Constant constant = rewriting.weight(value);
    if (constant.tensor().rank() != 2) {
      throw new NotQuantizable("its weight has " + constant.tensor().rank() + " dimensions, not 2");
    }
    boolean swapped = node.integer("transB", 0) != 0;
    ProductForm.Weight weight = form.weight(value, swapped, rewriting);
    long columns = constant.dims().get(swapped ? 0 : 1);
    String input = node.input(0);
    if (node.integer("transA", 0) != 0) {
      input = rewriting.fresh("x_t");
      rewriting.emit(
          Node.of("Transpose", "", List.of(node.input(0)), List.of(input))
              .withInts("perm", List.of(1L, 0L)));
    }
    String bias = fusedBias(node, columns, rewriting);
    boolean addLater = !node.input(2).isEmpty() && bias.isEmpty() && node.real("beta", 1) != 0;
    String product = addLater ? rewriting.fresh("gemm") : node.output(0);
    weight.multiply(
        new WeightProduct(node.name(), input, node.real("alpha", 1), bias, product), rewriting);
    if (addLater) {
      add(product, node, rewriting);
    }
    return weight.done();
  }

  /** A bias that ONNX Runtime takes into the fused kernel, or the empty string. */
  private static String fusedBias(Node node, long columns, WeightRewriting rewriting)
      throws IOException {
    Constant constant = rewriting.constant(node.input(2));
    float beta = node.real("beta", 1);
    if (constant == null
        || beta == 0
        || constant.overridable()
        || !constant.tensor().isFloat()
        || constant.tensor().rank() == 0
        || constant.tensor().elements() != columns
        || constant.dims().get(constant.tensor().rank() - 1) != columns) {
      return "";
    }
    if (beta == 1 && constant.tensor().rank() == 1) {
      return node.input(2);
    }
    rewriting.orphans().add(node.input(2));
    float[] values = constant.tensor().floats();
    for (int i = 0; i < values.length; i++) {
      values[i] *= beta;
    }
    return rewriting.store(
        Initializer.ofFloats(rewriting.fresh(node.input(2) + "_b"), List.of(columns), values));
  }

  private static void add(String product, Node node, WeightRewriting rewriting) {
    String addend = node.input(2);
    float beta = node.real("beta", 1);
    if (beta != 1) {
      String factor =
          rewriting.store(Initializer.ofFloats(rewriting.fresh("beta"), List.of(), beta));
      addend = rewriting.fresh("beta_c");
      rewriting.emit(Node.of("Mul", "", List.of(node.input(2), factor), List.of(addend)));
    }
    rewriting.emit(Node.of("Add", "", List.of(product, addend), List.of(node.output(0))));
  }
}

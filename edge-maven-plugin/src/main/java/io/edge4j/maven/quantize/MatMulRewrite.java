package io.edge4j.maven.quantize;

import io.edge4j.maven.onnx.Node;
import java.io.IOException;

/**
 * MatMul with a constant second operand, behind a Transpose or not.
 *
 * @param form how the product is written
 */
record MatMulRewrite(ProductForm form) implements WeightRewrite {

  @Override
  public String rewrite(Node node, WeightRewriting rewriting) throws NotQuantizable, IOException {
    ProductForm.Weight weight = form.weight(node.input(1), false, rewriting);
    weight.multiply(
        new WeightProduct(node.name(), node.input(0), 1, "", node.output(0)), rewriting);
    return weight.done();
  }
}

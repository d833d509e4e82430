package io.edge4j.maven.quantize;

import io.edge4j.maven.onnx.Constant;
import io.edge4j.maven.onnx.Node;
import io.edge4j.maven.quantize.DynamicRewriting.QuantizedWeight;
import java.io.IOException;

/** MatMul with a constant second operand, of any rank that MatMul takes. */
final class MatMulRewrite implements DynamicRewrite {

  @Override
  public String rewrite(Node node, DynamicRewriting rewriting) throws NotQuantizable, IOException {
    String value = node.input(1);
    Constant constant = rewriting.weight(value);
    QuantizedWeight weight = rewriting.quantize(constant, value, constant.transposed());
    new QuantizedProduct(
            node.name(), node.input(0), weight, rewriting.scales(weight, 1), "", node.output(0))
        .emitTo(rewriting);
    return weight.scales().perChannel()
        ? "int8 weight, a scale a column"
        : "int8 weight, one scale";
  }
}

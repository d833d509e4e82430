package io.edge4j.maven.quantize;

import io.edge4j.maven.onnx.Constant;
import io.edge4j.maven.onnx.Node;
import io.edge4j.maven.quantize.DynamicRewriting.QuantizedWeight;
import java.io.IOException;
import java.util.List;

/**
 * MatMul with a constant second operand, of any rank that MatMul takes, behind a Transpose or not.
 */
final class MatMulRewrite implements DynamicRewrite {

  @Override
  public String rewrite(Node node, DynamicRewriting rewriting) throws NotQuantizable, IOException {
    String value = node.input(1);
    QuantizedWeight weight = weight(value, rewriting);
    new QuantizedProduct(
            node.name(), node.input(0), weight, rewriting.scales(weight, 1), "", node.output(0))
        .emitTo(rewriting);
    return weight.scales().perChannel()
        ? "int8 weight, a scale a column"
        : "int8 weight, one scale";
  }

  private static QuantizedWeight weight(String value, DynamicRewriting rewriting)
      throws NotQuantizable, IOException {
    Node permutation = rewriting.permutation(value);
    if (permutation == null) {
      Constant constant = rewriting.weight(value);
      return rewriting.quantize(constant, value, constant.transposed());
    }
    Constant stored = rewriting.weight(permutation.input(0));
    QuantizedWeight weight = rewriting.quantize(stored, permutation.input(0), false);
    rewriting.orphans().add(value);
    List<Long> perm = permutation.integers("perm");
    return rewriting.permute(weight, perm.isEmpty() ? List.of(2L, 1L, 0L) : perm);
  }
}

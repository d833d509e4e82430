package io.edge4j.maven.quantize;

import io.edge4j.maven.onnx.Constant;
import io.edge4j.maven.onnx.Node;
import io.edge4j.maven.quantize.WeightRewriting.QuantizedWeight;
import java.io.IOException;
import java.util.List;

/** Products of recipe dynamic: int8 weights of any rank that MatMul takes. */
final class DynamicProducts implements ProductForm {

  @Override
  public Weight weight(String value, boolean swapped, WeightRewriting rewriting)
      throws NotQuantizable, IOException {
    return new Int8(quantized(value, swapped, rewriting));
  }

  private static QuantizedWeight quantized(String value, boolean swapped, WeightRewriting rewriting)
      throws NotQuantizable, IOException {
    Node permutation = rewriting.permutation(value);
    if (permutation == null) {
      Constant constant = rewriting.weight(value);
      return rewriting.quantize(constant, value, constant.transposed() != swapped);
    }
    Constant stored = rewriting.weight(permutation.input(0));
    QuantizedWeight weight = rewriting.quantize(stored, permutation.input(0), false);
    rewriting.orphans().add(value);
    List<Long> perm = permutation.integers("perm");
    return rewriting.permute(weight, perm.isEmpty() ? List.of(2L, 1L, 0L) : perm);
  }

  private record Int8(QuantizedWeight weight) implements Weight {
    @Override
    public void multiply(WeightProduct product, WeightRewriting rewriting) {
      new QuantizedProduct(
              product.name(),
              product.input(),
              weight,
              rewriting.scales(weight, product.alpha()),
              product.bias(),
              product.output())
          .emitTo(rewriting);
    }

    @Override
    public String done() {
      String type =
          weight.scales().isSymmetric() ? "int8 weight, " : "int8 weight with zero points, ";
      return type + (weight.scales().perChannel() ? "a scale per column" : "one scale");
    }
  }
}

package io.edge4j.maven.quantize;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.edge4j.maven.onnx.Node;
import io.edge4j.maven.quantize.WeightRewriting.QuantizedInput;
import io.edge4j.maven.quantize.WeightRewriting.QuantizedWeight;
import java.util.List;

/**
 * The nodes for {@code output = input x weight + bias} with an int8 weight: the pattern that ONNX
 * Runtime fuses into DynamicQuantizeMatMul, or into MatMulIntegerToFloat where several products
 * share a quantized input. It does so when every value in between has one reader and the weight and
 * its scale are constants, and its zero point where it has one. Models older than opset 11 lack the
 * pattern's operators and get DynamicQuantizeMatMul itself.
 *
 * @param name of the node that it replaces
 * @param bias a one-dimensional constant, or the empty string
 */
record QuantizedProduct(
    String name, String input, QuantizedWeight weight, String scales, String bias, String output) {

  void emitTo(WeightRewriting rewriting) {
    String zeroPoints = rewriting.zeroPoints(weight);
    if (rewriting.hasStandardOperators()) {
      emitPattern(zeroPoints, rewriting);
    } else {
      rewriting.importMicrosoft();
      rewriting.emit(
          Node.of(
              WeightRewriting.MICROSOFT,
              "DynamicQuantizeMatMul",
              name,
              List.of(input, weight.name(), scales, zeroPoints, bias),
              List.of(output)));
    }
  }

  private void emitPattern(String zeroPoints, WeightRewriting rewriting) {
    QuantizedInput x = rewriting.quantizeInput(input);
    String accumulated = rewriting.fresh("acc");
    String real = rewriting.fresh("acc_f");
    String scale = rewriting.fresh("scale");
    String product = bias.isEmpty() ? output : rewriting.fresh("mul");
    rewriting.emit(
        Node.of(
            "MatMulInteger",
            name,
            zeroPoints.isEmpty()
                ? List.of(x.values(), weight.name(), x.zeroPoint())
                : List.of(x.values(), weight.name(), x.zeroPoint(), zeroPoints),
            List.of(accumulated)));
    rewriting.emit(
        Node.of("Cast", "", List.of(accumulated), List.of(real))
            .withInt("to", DataType.FLOAT_VALUE));
    rewriting.emit(Node.of("Mul", "", List.of(x.scale(), scales), List.of(scale)));
    rewriting.emit(Node.of("Mul", "", List.of(real, scale), List.of(product)));
    if (!bias.isEmpty()) {
      rewriting.emit(Node.of("Add", "", List.of(product, bias), List.of(output)));
    }
  }
}

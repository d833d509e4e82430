package io.edge4j.maven.export;

import ai.djl.ndarray.types.DataType;
import java.util.List;

/** Arithmetic with broadcasting, between arrays or with a number. */
final class ArithmeticRows {
  private ArithmeticRows() {}

  static List<OperatorRow> rows() {
    return List.of(
        logical("NDArray.add NDArray.addi", "Add", "Or"),
        binary("NDArray.sub NDArray.subi", "Sub"),
        logical("NDArray.mul NDArray.muli", "Mul", "And"),
        binary("NDArray.div NDArray.divi", "Div"),
        binary("NDArray.pow NDArray.powi", "Pow"),
        logical("NDArray.maximum", "Max", "Or"),
        logical("NDArray.minimum", "Min", "And"),
        OperatorRow.of("NDArray.mod NDArray.modi", "Mod Div Floor Mul Sub", ArithmeticRows::mod),
        OperatorRow.of("NDArray.xlogy", "Log Mul Equal Where", ArithmeticRows::xlogy),
        OperatorRow.of("NDArray.atan2", "Div Atan Less Equal Where Add", ArithmeticRows::atan2),
        OperatorRow.of(
            "NDArray.dot NDArray.matMul NDArray.batchMatMul", "MatMul", binary("MatMul")),
        OperatorRow.of("NDArray.square", "Mul", ArithmeticRows::square),
        scaled("NDArray.toDegrees", 180 / Math.PI),
        scaled("NDArray.toRadians", Math.PI / 180),
        OperatorRow.of("NDArray.cbrt", "Pow", ArithmeticRows::cbrt),
        OperatorRow.of("NDArray.log10", "Log Mul", logarithm(10)),
        OperatorRow.of("NDArray.log2", "Log Mul", logarithm(2)),
        OperatorRow.of("NDArray.trunc", "Sign Abs Floor Mul", ArithmeticRows::trunc));
  }

  private static OperatorRow binary(String operations, String operator) {
    return OperatorRow.of(operations, operator, binary(operator));
  }

  /** Of truth values PyTorch makes truth values, for which ONNX has other operators. */
  private static OperatorRow logical(String operations, String operator, String ofTruths) {
    return OperatorRow.of(
        operations,
        operator + " " + ofTruths,
        (call, out) ->
            binary(call.result().type() == DataType.BOOLEAN ? ofTruths : operator).emit(call, out));
  }

  /** Both operands in the result's type, as PyTorch promotes them. */
  private static OperatorRow.Emission binary(String operator) {
    return (call, out) -> {
      DataType type = call.result().type();
      out.result(call, operator, List.of(out.operand(call, 0, type), out.operand(call, 1, type)));
    };
  }

  /** The remainder takes the divisor's sign, as in Python; ONNX has that for integers only. */
  private static void mod(Call call, Emitter out) {
    DataType type = call.result().type();
    String a = out.operand(call, 0, type);
    String b = out.operand(call, 1, type);
    if (!type.isFloating()) {
      out.result(call, "Mod", List.of(a, b));
      return;
    }
    String quotient = out.node(call, "Floor", List.of(out.node(call, "Div", List.of(a, b))));
    out.result(call, "Sub", List.of(a, out.node(call, "Mul", List.of(quotient, b))));
  }

  /** {@code x * log(y)}, and 0 where x is 0. */
  private static void xlogy(Call call, Emitter out) {
    DataType type = call.result().type();
    String x = out.operand(call, 0, type);
    String zero = out.scalar(type, 0);
    String logarithm = out.node(call, "Log", List.of(out.operand(call, 1, type)));
    String product = out.node(call, "Mul", List.of(x, logarithm));
    out.result(call, "Where", List.of(out.node(call, "Equal", List.of(x, zero)), zero, product));
  }

  /** The receiver is y: {@code atan(y / x)}, moved to the other half plane where x is negative. */
  private static void atan2(Call call, Emitter out) {
    DataType type = call.result().type();
    String y = out.operand(call, 0, type);
    String x = out.operand(call, 1, type);
    String zero = out.scalar(type, 0);
    String ratio = out.node(call, "Div", List.of(y, x));
    // 0 / 0 is no number, and PyTorch answers 0.
    String onAxis = out.node(call, "Equal", List.of(y, zero));
    String angle =
        out.node(call, "Atan", List.of(out.node(call, "Where", List.of(onAxis, zero, ratio))));
    String half =
        out.node(
            call,
            "Where",
            List.of(
                out.node(call, "Less", List.of(y, zero)),
                out.scalar(type, -Math.PI),
                out.scalar(type, Math.PI)));
    String moved =
        out.node(call, "Where", List.of(out.node(call, "Less", List.of(x, zero)), half, zero));
    out.result(call, "Add", List.of(angle, moved));
  }

  private static void square(Call call, Emitter out) {
    String x = out.name(call.receiver());
    out.result(call, "Mul", List.of(x, x));
  }

  private static void cbrt(Call call, Emitter out) {
    DataType type = call.result().type();
    out.result(call, "Pow", List.of(out.operand(call, 0, type), out.scalar(type, 1.0 / 3)));
  }

  private static void trunc(Call call, Emitter out) {
    String x = out.name(call.receiver());
    String whole = out.node(call, "Floor", List.of(out.node(call, "Abs", List.of(x))));
    out.result(call, "Mul", List.of(out.node(call, "Sign", List.of(x)), whole));
  }

  private static OperatorRow scaled(String operation, double factor) {
    return OperatorRow.of(
        operation,
        "Mul",
        (call, out) -> {
          DataType type = call.result().type();
          out.result(call, "Mul", List.of(out.operand(call, 0, type), out.scalar(type, factor)));
        });
  }

  private static OperatorRow.Emission logarithm(double base) {
    return (call, out) -> {
      DataType type = call.result().type();
      String natural = out.node(call, "Log", List.of(out.operand(call, 0, type)));
      out.result(call, "Mul", List.of(natural, out.scalar(type, 1 / Math.log(base))));
    };
  }
}

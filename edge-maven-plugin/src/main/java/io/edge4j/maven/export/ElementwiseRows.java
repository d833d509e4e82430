package io.edge4j.maven.export;

import static io.edge4j.maven.onnx.GraphBuilder.attribute;

import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.List;

/** Functions of one number at a time: activations, analysis, comparison, logic, type. */
final class ElementwiseRows {
  private ElementwiseRows() {}

  static List<OperatorRow> rows() {
    List<OperatorRow> rows = new ArrayList<>();
    rows.addAll(activations());
    rows.addAll(functions());
    rows.addAll(comparisons());
    return rows;
  }

  private static List<OperatorRow> activations() {
    return List.of(
        unary("NDArrayEx.relu", "Relu"),
        unary("NDArrayEx.sigmoid", "Sigmoid"),
        unary("NDArrayEx.tanh NDArray.tanh", "Tanh"),
        unary("NDArrayEx.softSign", "Softsign"),
        unary("NDArrayEx.softPlus", "Softplus"),
        alpha("NDArrayEx.leakyRelu", "LeakyRelu"),
        alpha("NDArrayEx.elu", "Elu"),
        OperatorRow.of("NDArrayEx.selu", "Selu", ElementwiseRows::selu),
        OperatorRow.of("NDArrayEx.gelu", "Gelu Erf Div Add Mul", ElementwiseRows::gelu),
        OperatorRow.of("NDArray.softmax", "Softmax", alongAxis("Softmax")),
        OperatorRow.of("NDArray.logSoftmax", "LogSoftmax", alongAxis("LogSoftmax")));
  }

  private static List<OperatorRow> functions() {
    return List.of(
        unary("NDArray.neg NDArray.negi", "Neg"),
        unary("NDArray.abs", "Abs"),
        wholeIsItself("NDArray.sign NDArray.signi", "Sign", DataType.BOOLEAN),
        unary("NDArray.sqrt", "Sqrt"),
        wholeIsItself("NDArray.floor", "Floor", DataType.INT64),
        wholeIsItself("NDArray.ceil", "Ceil", DataType.INT64),
        wholeIsItself("NDArray.round", "Round", DataType.INT64),
        unary("NDArray.exp", "Exp"),
        unary("NDArray.log", "Log"),
        unary("NDArray.sin", "Sin"),
        unary("NDArray.cos", "Cos"),
        unary("NDArray.tan", "Tan"),
        unary("NDArray.asin", "Asin"),
        unary("NDArray.acos", "Acos"),
        unary("NDArray.atan", "Atan"),
        unary("NDArray.sinh", "Sinh"),
        unary("NDArray.cosh", "Cosh"),
        unary("NDArray.erf", "Erf"),
        unary("NDArray.isNaN", "IsNaN"),
        unary("NDArray.isInfinite", "IsInf"),
        OperatorRow.of("NDArray.clip", "Clip", ElementwiseRows::clip),
        OperatorRow.of("NDArray.toType", "Cast", ElementwiseRows::toType),
        OperatorRow.of("NDArrayEx.where", "Where", ElementwiseRows::where));
  }

  private static List<OperatorRow> comparisons() {
    return List.of(
        compared("NDArray.eq", "Equal"),
        OperatorRow.of("NDArray.neq", "Equal Not", ElementwiseRows::neq),
        compared("NDArray.gt", "Greater"),
        compared("NDArray.gte", "GreaterOrEqual"),
        compared("NDArray.lt", "Less"),
        compared("NDArray.lte", "LessOrEqual"),
        logical("NDArray.logicalAnd", "And"),
        logical("NDArray.logicalOr", "Or"),
        logical("NDArray.logicalXor", "Xor"),
        OperatorRow.of(
            "NDArray.logicalNot",
            "Not",
            (call, out) ->
                out.result(call, "Not", List.of(out.operand(call, 0, DataType.BOOLEAN)))));
  }

  /**
   * An operator that computes in the type of its result, or in the receiver's if that is logical.
   */
  private static OperatorRow unary(String operations, String operator) {
    return OperatorRow.of(
        operations,
        operator,
        (call, out) -> {
          DataType result = call.result().type();
          DataType type = result == DataType.BOOLEAN ? call.receiver().type() : result;
          out.result(call, operator, List.of(out.operand(call, 0, type)));
        });
  }

  /**
   * An operator that changes nothing in numbers of a kind, those of truth or also whole ones, and
   * that ONNX has for others only.
   */
  private static OperatorRow wholeIsItself(String operations, String operator, DataType widest) {
    return OperatorRow.of(
        operations,
        operator,
        (call, out) -> {
          DataType type = call.result().type();
          String x = out.operand(call, 0, type);
          if (kind(type) <= kind(widest)) {
            out.same(call, x);
          } else {
            out.result(call, operator, List.of(x));
          }
        });
  }

  private static OperatorRow alpha(String operation, String operator) {
    return OperatorRow.of(
        operation,
        operator,
        (call, out) ->
            out.result(
                call,
                operator,
                List.of(out.name(call.receiver())),
                attribute("alpha", (float) call.real(1))));
  }

  /** PyTorch's constants in float precision, said outright. */
  private static void selu(Call call, Emitter out) {
    out.result(
        call,
        "Selu",
        List.of(out.name(call.receiver())),
        attribute("alpha", 1.6732632f),
        attribute("gamma", 1.050701f));
  }

  /** {@code x * 0.5 * (1 + erf(x / sqrt(2)))}; an operator of its own since opset 20. */
  private static void gelu(Call call, Emitter out) {
    String x = out.name(call.receiver());
    if (out.opset() >= 20) {
      out.result(call, "Gelu", List.of(x));
      return;
    }
    DataType type = call.result().type();
    String erf =
        out.node(
            call,
            "Erf",
            List.of(out.node(call, "Div", List.of(x, out.scalar(type, Math.sqrt(2))))));
    String weight = out.node(call, "Add", List.of(erf, out.scalar(type, 1)));
    String weighted = out.node(call, "Mul", List.of(x, weight));
    out.result(call, "Mul", List.of(weighted, out.scalar(type, 0.5)));
  }

  private static OperatorRow.Emission alongAxis(String operator) {
    return (call, out) ->
        out.result(
            call,
            operator,
            List.of(out.name(call.receiver())),
            attribute("axis", call.receiver().axis(call.fixed(1))));
  }

  private static void clip(Call call, Emitter out) {
    DataType type = call.result().type();
    out.result(
        call,
        "Clip",
        List.of(
            out.operand(call, 0, type), out.operand(call, 1, type), out.operand(call, 2, type)));
  }

  private static void toType(Call call, Emitter out) {
    String input = out.name(call.receiver());
    if (call.receiver().type() == call.result().type()) {
      out.same(call, input);
    } else {
      out.result(
          call,
          "Cast",
          List.of(input),
          attribute("to", OnnxTypes.of(call.result().type()).getNumber()));
    }
  }

  /** The receiver's numbers where the condition holds, the other's elsewhere. */
  private static void where(Call call, Emitter out) {
    DataType type = call.result().type();
    out.result(
        call,
        "Where",
        List.of(
            out.operand(call, 1, DataType.BOOLEAN),
            out.operand(call, 0, type),
            out.operand(call, 2, type)));
  }

  private static OperatorRow compared(String operation, String operator) {
    return OperatorRow.of(
        operation, operator, (call, out) -> out.result(call, operator, comparands(call, out)));
  }

  private static void neq(Call call, Emitter out) {
    String equal = out.node(call, "Equal", comparands(call, out));
    out.result(call, "Not", List.of(equal));
  }

  private static List<String> comparands(Call call, Emitter out) {
    // ONNX orders no truth values.
    DataType type = common(call) == DataType.BOOLEAN ? DataType.INT32 : common(call);
    return List.of(out.operand(call, 0, type), out.operand(call, 1, type));
  }

  /**
   * The type in which PyTorch compares. Between arrays with axes the wider kind wins, and within it
   * the wider type; a number, and an array without axes, only if it is of a wider kind. A whole
   * number of Java is 32 or 64 bits wide, a fractional one has the type that Java gives it.
   */
  private static DataType common(Call call) {
    Value receiver = call.receiver();
    DataType a = receiver.type();
    if (!call.isValue(1)) {
      DataType number =
          call.isSize(1)
              ? DataType.INT64
              : call.arguments().get(1) instanceof Float ? DataType.FLOAT32 : DataType.FLOAT64;
      return kind(number) > kind(a) ? number : a;
    }
    DataType b = call.value(1).type();
    if (kind(a) != kind(b)) {
      return kind(b) > kind(a) ? b : a;
    }
    boolean aScalar = receiver.rank() == 0;
    boolean bScalar = call.value(1).rank() == 0;
    if (aScalar != bScalar) {
      return aScalar ? b : a;
    }
    return b.getNumOfBytes() > a.getNumOfBytes() ? b : a;
  }

  private static int kind(DataType type) {
    return type == DataType.BOOLEAN ? 0 : type.isFloating() ? 2 : 1;
  }

  private static OperatorRow logical(String operation, String operator) {
    return OperatorRow.of(
        operation,
        operator,
        (call, out) ->
            out.result(
                call,
                operator,
                List.of(
                    out.operand(call, 0, DataType.BOOLEAN),
                    out.operand(call, 1, DataType.BOOLEAN))));
  }
}

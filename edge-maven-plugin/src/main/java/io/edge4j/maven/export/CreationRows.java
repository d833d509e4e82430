package io.edge4j.maven.export;

import static io.edge4j.maven.onnx.GraphBuilder.attribute;

import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.List;

/**
 * Arrays that the block makes itself. Those that are the same in every run become initializers and
 * never come here; these follow the size of an input.
 */
final class CreationRows {
  private CreationRows() {}

  static List<OperatorRow> rows() {
    return List.of(
        filled("NDManager.zeros", 0),
        filled("NDManager.ones", 1),
        OperatorRow.of(
            "NDManager.full", "ConstantOfShape", (call, out) -> filled(call, out, call.real(1))),
        OperatorRow.of("NDManager.arange", "Range Cast", CreationRows::arange),
        OperatorRow.of("NDManager.linspace", "Sub Max Div Range Mul Add", CreationRows::linspace),
        OperatorRow.of("NDManager.eye", "ConstantOfShape EyeLike", CreationRows::eye),
        OperatorRow.of("NDManager.create", "Shape Gather Cast", CreationRows::create));
  }

  private static OperatorRow filled(String operation, double number) {
    return OperatorRow.of(operation, "ConstantOfShape", (call, out) -> filled(call, out, number));
  }

  private static void filled(Call call, Emitter out, double number) {
    DataType type = call.result().type();
    out.result(
        call,
        "ConstantOfShape",
        List.of(out.sizes().vector(call, call.result().shape())),
        attribute("value", OnnxTypes.of(type), OnnxTypes.bytes(type, number)));
    if (number == 0) {
      out.markZero(call.result());
    }
  }

  /** Arguments: stop; or start and stop; or start, stop and step; then perhaps a type. */
  private static void arange(Call call, Emitter out) {
    DataType type = call.result().type();
    boolean native64 = type == DataType.INT64 || type == DataType.INT32 || type.isFloating();
    DataType counting = native64 ? type : DataType.INT64;
    List<String> numbers = new ArrayList<>();
    for (int i = 0; i < call.count(); i++) {
      if (!(call.arguments().get(i) instanceof DataType)) {
        numbers.add(out.operand(call, i, counting));
      }
    }
    if (numbers.size() == 1) {
      numbers.add(0, out.scalar(counting, 0));
    }
    if (numbers.size() == 2) {
      numbers.add(out.scalar(counting, 1));
    }
    if (native64) {
      out.result(call, "Range", numbers);
    } else {
      String range = out.node(call, "Range", numbers);
      out.result(call, "Cast", List.of(range), attribute("to", OnnxTypes.of(type).getNumber()));
    }
  }

  /**
   * Arguments: first, last, how many, and perhaps whether the last is included, which is the only
   * form that PyTorch has.
   */
  private static void linspace(Call call, Emitter out) {
    DataType type = call.result().type();
    String first = out.operand(call, 0, type);
    String last = out.operand(call, 1, type);
    String count = out.sizes().scalar(call, call.size(2), type);
    String one = out.scalar(type, 1);
    String gaps = out.node(call, "Sub", List.of(count, one));
    // A single number is the first.
    String divisor = out.node(call, "Max", List.of(gaps, one));
    String width = out.node(call, "Sub", List.of(last, first));
    String step = out.node(call, "Div", List.of(width, divisor));
    String places = out.node(call, "Range", List.of(out.scalar(type, 0), count, one));
    String risen = out.node(call, "Mul", List.of(places, step));
    out.result(call, "Add", List.of(risen, first));
  }

  private static void eye(Call call, Emitter out) {
    DataType type = call.result().type();
    String zeros =
        out.node(
            call,
            "ConstantOfShape",
            List.of(out.sizes().vector(call, call.result().shape())),
            attribute("value", OnnxTypes.of(type), OnnxTypes.bytes(type, 0)));
    out.result(call, "EyeLike", List.of(zeros));
  }

  /** A number that follows a size; arrays of Java values that do cannot be told apart. */
  private static void create(Call call, Emitter out) {
    DataType type = call.result().type();
    if (call.count() == 1 && call.isSize(0)) {
      out.same(call, out.sizes().scalar(call, call.size(0), type));
    } else if (call.count() > 0
        && type == DataType.INT64
        && call.arguments().get(0) instanceof List<?> list
        && call.result().rank() == 1
        && list.stream().allMatch(TracedDim.class::isInstance)) {
      out.same(call, out.sizes().vector(call, call.sizes(0)));
    } else {
      throw call.refuse(
          "its contents were computed in Java and change with the size of an input. Make the array"
              + " with zeros, ones, full or arange of the input's manager, and compute with it");
    }
  }
}

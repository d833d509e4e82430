package io.edge4j.maven.export;

import static io.edge4j.maven.onnx.GraphBuilder.attribute;

import java.util.List;

/** Activations with an ONNX operator of their own. */
final class ActivationRows {
  private ActivationRows() {}

  static List<OperatorRow> rows() {
    return List.of(
        unary("NDArrayEx.relu", "Relu"),
        unary("NDArrayEx.sigmoid", "Sigmoid"),
        unary("NDArrayEx.tanh NDArray.tanh", "Tanh"),
        unary("NDArrayEx.softSign", "Softsign"),
        unary("NDArrayEx.softPlus", "Softplus"),
        OperatorRow.of(
            "NDArrayEx.leakyRelu",
            "LeakyRelu",
            (call, out) ->
                out.result(
                    call,
                    "LeakyRelu",
                    List.of(out.name(call.receiver())),
                    attribute("alpha", (float) call.real(1)))),
        OperatorRow.of("NDArray.softmax", "Softmax", axis("Softmax")),
        OperatorRow.of("NDArray.logSoftmax", "LogSoftmax", axis("LogSoftmax")));
  }

  static OperatorRow unary(String operations, String operator) {
    return OperatorRow.of(
        operations,
        operator,
        (call, out) -> out.result(call, operator, List.of(out.name(call.receiver()))));
  }

  private static OperatorRow.Emission axis(String operator) {
    return (call, out) ->
        out.result(
            call,
            operator,
            List.of(out.name(call.receiver())),
            attribute("axis", call.receiver().axis(call.fixed(1))));
  }
}

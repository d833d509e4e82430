package io.edge4j.maven.export;

import java.util.List;

/**
 * One line of the table from traced call to ONNX.
 *
 * @param operations interface and method, such as {@code NDArray.add}; the same row serves an
 *     operation and its form in place
 * @param operators the ONNX operators that it becomes, as the documentation lists them
 * @param sinceOpset the lowest opset with which the row works
 * @param emission writes the nodes
 */
record OperatorRow(
    List<String> operations, List<String> operators, int sinceOpset, Emission emission) {

  /** Writes one call as nodes. */
  @FunctionalInterface
  interface Emission {
    void emit(Call call, Emitter out);
  }

  OperatorRow {
    operations = List.copyOf(operations);
    operators = List.copyOf(operators);
  }

  /**
   * @param operations separated by blanks
   * @param operators separated by blanks
   */
  static OperatorRow of(String operations, String operators, Emission emission) {
    return of(operations, operators, OnnxExporter.LOWEST_OPSET, emission);
  }

  static OperatorRow of(String operations, String operators, int sinceOpset, Emission emission) {
    return new OperatorRow(
        List.of(operations.split(" ")),
        operators.isEmpty() ? List.of() : List.of(operators.split(" ")),
        sinceOpset,
        emission);
  }
}

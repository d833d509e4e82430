package io.edge4j.maven.export;

import java.util.List;

/** The operator table as the documentation shows it. */
final class OperatorDocumentation {
  private OperatorDocumentation() {}

  /** A Markdown table: operation, ONNX operators, lowest opset; one line a row. */
  static String markdown(List<OperatorRow> rows) {
    StringBuilder text = new StringBuilder();
    text.append("| call | ONNX operators | from opset |\n| --- | --- | --- |\n");
    for (OperatorRow row : rows) {
      String operators =
          row.operators().isEmpty() ? "none: it vanishes" : String.join(", ", row.operators());
      text.append("| ")
          .append(String.join(", ", row.operations().stream().map(o -> "`" + o + "`").toList()))
          .append(" | ")
          .append(operators)
          .append(" | ")
          .append(row.sinceOpset())
          .append(" |\n");
    }
    return text.toString();
  }
}

package io.edge4j.maven.export;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.internal.NDArrayEx;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

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

  /** A Markdown table of the calls on arrays that no row has: call, and what to do instead. */
  static String missing(OperatorTable table) {
    Map<String, Set<String>> calls = new TreeMap<>();
    for (Class<?> type : List.of(NDArray.class, NDArrayEx.class)) {
      for (Method method : type.getMethods()) {
        String call = type.getSimpleName() + "." + method.getName();
        boolean answered = ArrayProxy.answers(method.getName()) || Tracer.asksForShape(call);
        if (isOperation(method) && !table.has(call) && !answered) {
          calls.computeIfAbsent(MissingForms.reason(call), r -> new TreeSet<>()).add(call);
        }
      }
    }
    StringBuilder text = new StringBuilder();
    text.append("| call | why not, and what instead |\n| --- | --- |\n");
    calls.forEach(
        (reason, names) ->
            text.append("| ")
                .append(String.join(", ", names.stream().map(name -> "`" + name + "`").toList()))
                .append(" | ")
                .append(reason)
                .append(" |\n"));
    return text.toString();
  }

  /** Whether the engine answers it with arrays; a default method is made of such. */
  private static boolean isOperation(Method method) {
    return Modifier.isAbstract(method.getModifiers())
        && (NDArray.class.isAssignableFrom(method.getReturnType())
            || NDList.class.isAssignableFrom(method.getReturnType()));
  }
}

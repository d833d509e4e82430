package io.edge4j.maven.export;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** From traced call to ONNX operators: all rows, by operation. */
final class OperatorTable {
  private final Map<String, OperatorRow> rows = new LinkedHashMap<>();

  OperatorTable() {
    Stream.of(
            LayerRows.rows(),
            PoolingRows.rows(),
            RecurrentRows.rows(),
            ElementwiseRows.rows(),
            ArithmeticRows.rows(),
            ReductionRows.rows(),
            ShapeRows.rows(),
            IndexRows.rows(),
            RearrangingRows.rows(),
            CreationRows.rows(),
            ImageRows.rows())
        .flatMap(List::stream)
        .forEach(
            row ->
                row.operations()
                    .forEach(
                        operation -> {
                          if (rows.put(operation, row) != null) {
                            throw new IllegalStateException(operation + " has two rows");
                          }
                        }));
  }

  boolean has(String operation) {
    return rows.containsKey(operation);
  }

  /** All rows, each once, in the order of the documentation. */
  List<OperatorRow> rows() {
    return rows.values().stream().distinct().toList();
  }

  /**
   * Writes a call.
   *
   * @throws UnsupportedCall when its arguments have no ONNX form, or none in this opset
   */
  void emit(Call call, Emitter out) {
    OperatorRow row =
        Objects.requireNonNull(rows.get(call.operation()), () -> "no row for " + call.operation());
    if (out.opset() < row.sinceOpset()) {
      throw call.refuse(
          "its ONNX form "
              + String.join(" and ", row.operators())
              + " needs opset "
              + row.sinceOpset()
              + " and the export is for "
              + out.opset()
              + "; raise the opset");
    }
    try {
      row.emission().emit(call, out);
    } catch (UnsupportedCall e) {
      // What is said of a type or of an array says nothing of the call.
      throw String.valueOf(e.getMessage()).contains(call.place())
          ? e
          : call.refuse(String.valueOf(e.getMessage()));
    }
  }
}

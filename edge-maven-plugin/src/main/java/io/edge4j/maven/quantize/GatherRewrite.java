package io.edge4j.maven.quantize;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.edge4j.maven.onnx.Constant;
import io.edge4j.maven.onnx.Node;
import io.edge4j.maven.quantize.WeightRewriting.QuantizedWeight;
import io.edge4j.maven.quantize.weight.WeightReaders;
import java.io.IOException;
import java.util.List;

/**
 * Gather of rows of a constant table, as embeddings do it: rows are looked up in int8 and only
 * those are turned into floats. That makes the model smaller, not faster, so it is done only where
 * the float table goes.
 */
final class GatherRewrite implements WeightRewrite {
  /** Below this many elements the nodes around the lookup weigh as much as what is saved. */
  private static final long SMALLEST_TABLE = 1024;

  @Override
  public String rewrite(Node node, WeightRewriting rewriting) throws NotQuantizable, IOException {
    Constant table = rewriting.constant(node.input(0));
    if (table == null || !table.tensor().isFloat() || table.tensor().rank() != 2) {
      throw NotQuantizable.withoutWeight("it looks nothing up in a float matrix");
    }
    rewriting.weight(node.input(0));
    if (table.transposed() || node.integer("axis", 0) != 0) {
      throw new NotQuantizable("it does not take rows of its table");
    }
    if (table.tensor().elements() < SMALLEST_TABLE) {
      throw new NotQuantizable("its table is too small to gain by it");
    }
    if (rewriting.isReadAs(table, WeightReaders.Use.OTHER)) {
      throw new NotQuantizable("its table has a reader that needs floats, so both would be stored");
    }
    QuantizedWeight rows = rewriting.quantizeTable(table, node.input(0));
    String found = rewriting.fresh("rows_q");
    rewriting.emit(
        Node.of("Gather", node.name(), List.of(rows.name(), node.input(1)), List.of(found)));
    String real = rewriting.fresh("rows_f");
    rewriting.emit(
        Node.of("Cast", "", List.of(found), List.of(real)).withInt("to", DataType.FLOAT_VALUE));
    boolean byRow = rewriting.scalesRows(table) && rows.scales().perChannel();
    if (!rows.scales().isSymmetric()) {
      String zero =
          byRow
              ? lookUp(rewriting.columnOfZeros(rows), node, "rows_zero", rewriting)
              : rewriting.floatZeroPoints(rows);
      String shifted = rewriting.fresh("rows_f");
      rewriting.emit(Node.of("Sub", "", List.of(real, zero), List.of(shifted)));
      real = shifted;
    }
    String scale =
        byRow
            ? lookUp(rewriting.columnOfScales(rows), node, "rows_scale", rewriting)
            : rewriting.scales(rows, 1);
    rewriting.emit(Node.of("Mul", "", List.of(real, scale), List.of(node.output(0))));
    return "int8 table; rows become floats when they are looked up";
  }

  private static String lookUp(String column, Node node, String wish, WeightRewriting rewriting) {
    String found = rewriting.fresh(wish);
    rewriting.emit(Node.of("Gather", "", List.of(column, node.input(1)), List.of(found)));
    return found;
  }
}

package io.edge4j.maven.quantize;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.edge4j.maven.onnx.Constant;
import io.edge4j.maven.onnx.Graph;
import io.edge4j.maven.onnx.Initializer;
import io.edge4j.maven.onnx.Node;
import io.edge4j.maven.quantize.weight.BlockLayout;
import io.edge4j.maven.quantize.weight.BlockScales;
import io.edge4j.maven.quantize.weight.BlockWeight;
import io.edge4j.maven.quantize.weight.WeightReaders;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Products of recipe blockwise in one model, as com.microsoft's MatMulNBits. Where the rows of a
 * weight are looked up too, and blocks end where rows end, both read the same codes.
 */
final class BlockwiseProducts implements ProductForm {
  /** Computes with int8 inputs: without it, 8 bits are many times slower than fp32. */
  private static final long INT8_INPUTS = 4;

  private final BlockwiseOptions options;
  private final Map<Key, Blocks> stored = new HashMap<>();

  /** A stored weight in one orientation: what two readers can share. */
  private record Key(Graph home, String tensor, boolean swapped) {}

  /**
   * A weight in blocks.
   *
   * @param codes name of the initializer
   * @param home the graph that holds it
   * @param isTable whether it is stored as a matrix, for the sake of lookups
   * @param scaleNames initializers by the factor in them
   */
  private record Blocks(
      String codes,
      Graph home,
      BlockLayout layout,
      BlockScales scales,
      boolean isTable,
      Map<Float, String> scaleNames) {

    String scales(float factor, WeightRewriting rewriting) {
      return scaleNames.computeIfAbsent(
          factor,
          f -> {
            String name = rewriting.fresh(codes + "_scales");
            home.addInitializer(
                Initializer.ofFloats(name, layout.scaleDims(), scales.times(factor)));
            return name;
          });
    }
  }

  BlockwiseProducts(BlockwiseOptions options) {
    this.options = options;
  }

  /** Whether a node that reads a constant would be rewritten, were the constant quantizable. */
  boolean take(Node node, Constant weight) {
    boolean swapped = node.is("Gemm") && node.integer("transB", 0) != 0;
    return node.is("Gather") || layout(weight, swapped).isPresent();
  }

  /** Whether a table that is looked up is the weight of a product as well, in the same codes. */
  boolean shareTable(Constant table, WeightRewriting rewriting) {
    return table.tensor().isFloat()
        && !table.overridable()
        && !table.transposed()
        && rewriting.isReadAs(table, WeightReaders.Use.ROWS)
        && rewriting.isReadAs(table, WeightReaders.Use.TRANSPOSED_PRODUCT)
        && !rewriting.isReadAs(table, WeightReaders.Use.OTHER)
        && layout(table, true).filter(BlockLayout::isDense).isPresent();
  }

  private Optional<BlockLayout> layout(Constant weight, boolean swapped) {
    List<Long> dims = weight.dims();
    return dims.size() == 2
        ? BlockLayout.of(
            dims.get(swapped ? 1 : 0), dims.get(swapped ? 0 : 1), options.size(), options.bits())
        : Optional.empty();
  }

  @Override
  public Weight weight(String value, boolean swapped, WeightRewriting rewriting)
      throws NotQuantizable, IOException {
    Constant constant = rewriting.weight(value);
    if (constant.tensor().rank() != 2) {
      throw new NotQuantizable("its weight has " + constant.tensor().rank() + " dimensions, not 2");
    }
    BlockLayout layout =
        layout(constant, swapped)
            .orElseThrow(() -> new NotQuantizable("its weight is too small to gain by blocks"));
    Blocks blocks = blocks(constant, value, layout, constant.transposed() != swapped, rewriting);
    return new InBlocks(blocks);
  }

  /**
   * Emits the lookup of rows of a table that {@link #shareTable} is true of.
   *
   * @return what was done, for the report
   */
  String lookUp(Node gather, Constant table, WeightRewriting rewriting)
      throws NotQuantizable, IOException {
    BlockLayout layout = layout(table, true).orElseThrow();
    Blocks blocks = blocks(table, gather.input(0), layout, true, rewriting);
    rewriting.importMicrosoft();
    rewriting.emit(
        Node.of(
                WeightRewriting.MICROSOFT,
                "GatherBlockQuantized",
                gather.name(),
                List.of(blocks.codes(), gather.input(1), blocks.scales(1, rewriting)),
                List.of(gather.output(0)))
            .withInt("bits", layout.bits())
            .withInt("block_size", layout.size())
            .withInt("gather_axis", 0)
            .withInt("quantize_axis", 1));
    return "the table is the weight of a product too: both read " + words(layout);
  }

  private static String words(BlockLayout layout) {
    return layout.bits() + "-bit weight, a scale per block of " + layout.size();
  }

  /** Whether the stored axes are those of the blocks, which has a weight lie row by row. */
  private Blocks blocks(
      Constant weight, String value, BlockLayout layout, boolean swapped, WeightRewriting rewriting)
      throws NotQuantizable, IOException {
    Initializer tensor = weight.tensor();
    Key key = new Key(weight.home(), tensor.name(), swapped);
    Blocks known = stored.get(key);
    if (known == null) {
      known = store(weight, layout, swapped, rewriting);
      stored.put(key, known);
    }
    rewriting.orphans().add(value);
    rewriting.orphans().add(tensor.name());
    return known;
  }

  private Blocks store(
      Constant weight, BlockLayout layout, boolean swapped, WeightRewriting rewriting)
      throws NotQuantizable, IOException {
    Initializer tensor = weight.tensor();
    BlockScales scales =
        BlockScales.measure(tensor, layout, !swapped)
            .orElseThrow(() -> new NotQuantizable("its weight holds values that are not finite"));
    boolean isTable = swapped && shareTable(weight, rewriting);
    Initializer codes =
        Initializer.of(
            rewriting.fresh(tensor.name() + "_q"),
            DataType.UINT8_VALUE,
            isTable ? layout.tableDims() : layout.weightDims(),
            new BlockWeight(tensor, scales, !swapped));
    weight.home().addInitializer(codes);
    return new Blocks(codes.name(), weight.home(), layout, scales, isTable, new HashMap<>());
  }

  private record InBlocks(Blocks blocks) implements Weight {
    @Override
    public void multiply(WeightProduct product, WeightRewriting rewriting) {
      BlockLayout layout = blocks.layout();
      String codes =
          blocks.isTable()
              ? rewriting.reshape(blocks.codes(), layout.weightDims())
              : blocks.codes();
      String scales = blocks.scales(product.alpha(), rewriting);
      rewriting.importMicrosoft();
      rewriting.emit(
          Node.of(
                  WeightRewriting.MICROSOFT,
                  "MatMulNBits",
                  product.name(),
                  product.bias().isEmpty()
                      ? List.of(product.input(), codes, scales)
                      : List.of(product.input(), codes, scales, "", "", product.bias()),
                  List.of(product.output()))
              .withInt("K", layout.inputs())
              .withInt("N", layout.outputs())
              .withInt("bits", layout.bits())
              .withInt("block_size", layout.size())
              .withInt("accuracy_level", INT8_INPUTS));
    }

    @Override
    public String done() {
      return words(blocks.layout());
    }
  }
}

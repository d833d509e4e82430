package io.edge4j.maven.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is decided by values, kept in fields, or hidden by large numbers. */
class PromiseTest {
  private static final InputSpec ROWS = InputSpec.of("x", DataType.FLOAT32).axis("batch").axis(4);

  @TempDir Path folder;
  private NDManager manager;

  @BeforeEach
  void open() {
    manager = NDManager.newBaseManager();
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void aCountOfPlacesIsNotReadInJava() {
    refused(x -> x.gt(0).nonzero().size(0) > 3 ? x.mul(2) : x)
        .hasMessageContaining("reading the size of an array")
        .hasMessageContaining("NDArray.nonzero")
        .hasMessageContaining("PromiseTest.java")
        .hasMessageContaining("a mask that is summed is a count");
  }

  @Test
  void theShapeOfWhatAMaskLeavesIsNotReadInJava() {
    refused(x -> x.booleanMask(x.gt(0)).isEmpty() ? x : x.mul(2))
        .hasMessageContaining("NDArray.booleanMask");
    refused(x -> x.mul(x.get(x.gt(0)).getShape().size())).hasMessageContaining("NDArray.get");
    refused(x -> x.add(x.get(x.gt(0)).mul(2).getShape().get(0)))
        .hasMessageContaining("NDArray.get");
    refused(x -> x.mul(x.unique().get(0).size())).hasMessageContaining("NDArray.unique");
    refused(
            x ->
                x.booleanMask(x.gt(0)).getShape().equals(x.booleanMask(x.lt(0)).getShape())
                    ? x
                    : x.neg())
        .hasMessageContaining("NDArray.booleanMask");
  }

  @Test
  void whatAMaskLeavesIsDataAllTheSame() throws IOException {
    export(block(x -> x.booleanMask(x.gt(0)).mul(2)), ROWS);
    export(block(x -> x.gt(0).nonzero().toType(DataType.FLOAT32, false)), ROWS);
    export(block(x -> x.mul(x.booleanMask(x.gt(0)).sum())), ROWS);
    export(block(x -> x.mul(x.gt(0).nonzero().getShape().get(1))), ROWS);
  }

  @Test
  void askingWhetherArraysAreEqualReadsValues() {
    NDArray mine = manager.ones(new Shape(2, 4));
    refused(x -> x.equals(x.abs()) ? x : x.neg())
        .hasMessageContaining("NDArray.equals")
        .hasMessageContaining("where()")
        .hasMessageContaining("PromiseTest.java");
    refused(x -> x.contentEquals(x.abs()) ? x : x.neg())
        .hasMessageContaining("NDArray.contentEquals");
    refused(x -> x.contentEquals(0) ? x : x.neg()).hasMessageContaining("NDArray.contentEquals");
    refused(x -> x.allClose(x.abs()) ? x : x.neg()).hasMessageContaining("NDArray.allClose");
    refused(x -> List.of(x.abs(), x).contains(x.mul(1)) ? x : x.neg())
        .hasMessageContaining("NDArray.equals");
    refused(x -> mine.equals(x) ? x : x.neg()).hasMessageContaining("depends on the model's input");
  }

  @Test
  void aSetOfArraysReadsValues() {
    refused(
            x -> {
              Set<NDArray> seen = new HashSet<>();
              seen.add(x);
              return seen.contains(x.abs()) ? x : x.neg();
            })
        .hasMessageContaining("NDArray.hashCode");
  }

  @Test
  void largeWholeNumbersAreComparedWithFractionsExactly() throws IOException {
    long large = (1L << 40) + 1;
    InputSpec ids = InputSpec.of("x", DataType.INT64).axis("batch").axis(4);
    for (UnaryOperator<NDArray> operation :
        List.<UnaryOperator<NDArray>>of(
            x -> x.add(large).gt(large + 0.5),
            x -> x.add(large).lte((double) large),
            x -> x.add(large).eq(large + 1.0),
            x -> x.add(large).neq((float) large),
            x -> x.add(large).mul(0.5),
            x -> x.add(large).sub(large),
            x -> x.add(Long.MAX_VALUE - 7),
            x -> x.add(large).maximum(large + 0.5),
            x -> x.add(large).gt(x.getManager().create((float) large)),
            x -> x.add(large).lt(x.toType(DataType.FLOAT64, false).add(large + 0.5)),
            x -> x.toType(DataType.FLOAT32, false).gt(x.toType(DataType.FLOAT64, false).mean()))) {
      export(block(operation), ids);
    }
  }

  @Test
  void anOutputIsJudgedByItsOwnScale() {
    ParityFigures figures =
        ParityFigures.of(
            1,
            List.of(1),
            1e-4,
            List.of(
                new ParityFigures.OutputParity(1, 0, 1e6),
                new ParityFigures.OutputParity(0.01, 0, 1)));

    assertThat(figures.passed()).isFalse();
    assertThat(figures.worst()).isEqualTo(1);
    assertThat(figures.outputScale()).isEqualTo(1);
    assertThat(figures.limit()).isEqualTo(1e-4);
  }

  @Test
  void aMaskDoesNotWidenWhatIsAllowed() {
    assertThat(scale(0.5, -3, 2, -1e9, -1e9)).isEqualTo(3);
    assertThat(scale(0.5, 2, -1e9, -2e9, -Float.MAX_VALUE)).isEqualTo(2);
    assertThat(scale(0, 0, -1e9)).isEqualTo(1);
    assertThat(scale(0.5, -65504)).isEqualTo(0.5);
  }

  @Test
  void largeNumbersThatAreNoMaskAreTheScale() {
    assertThat(scale(0, 1, 250, 30_000, 1_000_000)).isEqualTo(1_000_000);
    assertThat(scale(0.9999, 1e-7)).isEqualTo(0.9999);
    assertThat(scale(2e9, 1e9)).isEqualTo(2e9);
    assertThat(scale(0, 0)).isZero();
    assertThat(scale(Double.NEGATIVE_INFINITY, 3)).isEqualTo(3);
  }

  private static double scale(double... numbers) {
    OutputScale scale = new OutputScale();
    for (double number : numbers) {
      scale.add(number);
    }
    return scale.value();
  }

  @Test
  void maskedScoresAreComparedByTheScoresThatAreNotMasked() throws IOException {
    ParityFigures parity =
        export(block(x -> x.add(x.gt(0).toType(DataType.FLOAT32, false).mul(-1e9))), ROWS).parity();

    assertThat(parity.outputScale()).isLessThan(10);
    assertThat(parity.limit()).isLessThan(1e-3);
  }

  @Test
  void anExceptionInABlockNamesItsPathTheShapesAndTheMessage() {
    boolean[] ready = {false};
    Block block =
        new SequentialBlock()
            .add(Linear.builder().setUnits(3).build())
            .add(
                new SequentialBlock()
                    .addSingleton(
                        x -> {
                          if (ready[0]) {
                            throw new IllegalStateException("no such mode");
                          }
                          return x;
                        }));
    block.initialize(manager, DataType.FLOAT32, new Shape(2, 4));
    ready[0] = true;
    assertThatThrownBy(() -> export(block, ROWS))
        .isInstanceOf(ExportException.class)
        .hasMessageContaining("[(2, 4)]")
        .hasMessageContaining("02SequentialBlock/01LambdaBlock")
        .hasMessageContaining("PromiseTest.java")
        .hasMessageContaining("no such mode");
  }

  @Test
  void arraysThatABlockKeepsSurviveTheExport() throws IOException {
    for (Caching block : List.of(new Caching(false), new Caching(true))) {
      export(block, ROWS);
      NDArray x = manager.ones(new Shape(3, 4));
      ParameterStore store = new ParameterStore(manager, false);

      assertThat(block.table).isNull();
      assertThat(block.tables).isEmpty();
      NDArray once = block.forward(store, new NDList(x), false).head();
      NDArray twice = block.forward(store, new NDList(x), false).head();
      assertThat(once).isEqualTo(twice);
    }
  }

  @Test
  void anArrayThatWasKeptBeforeIsStillTheOneThatIsKept() throws IOException {
    Caching block = new Caching(false);
    block.initialize(manager, DataType.FLOAT32, new Shape(2, 4));
    NDArray x = manager.ones(new Shape(2, 4));
    block.forward(new ParameterStore(manager, false), new NDList(x), false);
    NDArray kept = block.table;
    export(block, ROWS);

    assertThat(block.table).isSameAs(kept);
    assertThatCode(() -> kept.toFloatArray()).doesNotThrowAnyException();
  }

  @Test
  void aScopeInABlockLeavesItsResults() throws IOException {
    export(
        block(
            x -> {
              try (NDScope scope = new NDScope()) {
                scope.suppressNotUsedWarning();
                NDArray result = x.mul(2).add(1);
                NDScope.unregister(result);
                return result;
              }
            }),
        ROWS);
  }

  @Test
  void doubleConvolutionsNameTheOperatorThatTheRuntimeLacks() {
    Block block =
        new SequentialBlock()
            .add(Conv2d.builder().setFilters(2).setKernelShape(new Shape(3, 3)).build());
    block.initialize(manager, DataType.FLOAT64, new Shape(1, 1, 8, 8));
    assertThatThrownBy(
            () ->
                OnnxExporter.export(
                    block,
                    folder.resolve("model.onnx"),
                    ExportOptions.named("m"),
                    InputSpec.of("x", DataType.FLOAT64).axis("batch").axis(1).axis(8).axis(8)))
        .isInstanceOf(ExportException.class)
        .hasMessageContaining("ONNX has an operator Conv for the element type")
        .hasMessageContaining("DataType.FLOAT32")
        .hasMessageNotContaining("fault of the exporter");
  }

  @Test
  void doubleGeluIsExplainedOrRuns() {
    Block block = new SequentialBlock().add(Activation.geluBlock());
    block.initialize(manager, DataType.FLOAT64, new Shape(1, 4));
    for (int opset : new int[] {17, 20}) {
      try {
        OnnxExporter.export(
            block,
            folder.resolve("model.onnx"),
            ExportOptions.named("m").opset(opset),
            InputSpec.of("x", DataType.FLOAT64).axis("batch").axis(4));
      } catch (IOException e) {
        assertThat(e).hasMessageContaining("for the element type that the block computes in");
      }
    }
  }

  @Test
  void namesThatAreTakenAreRefused() {
    Block sum = new LambdaBlock(list -> new NDList(list.get(0).add(list.get(1))));
    assertThatThrownBy(
            () -> export(block(x -> x.mul(2)), InputSpec.of("output", DataType.FLOAT32).axis(4)))
        .isInstanceOf(ExportException.class)
        .hasMessageContaining("two inputs or outputs are called output");
    sum.initialize(manager, DataType.FLOAT32, new Shape(2, 4), new Shape(2, 4));
    assertThatThrownBy(
            () ->
                OnnxExporter.export(
                    sum, folder.resolve("model.onnx"), ExportOptions.named("m"), ROWS, ROWS))
        .isInstanceOf(ExportException.class)
        .hasMessageContaining("two inputs are called x");
  }

  @Test
  void whatABlockKeepsOfAnInputIsState() {
    assertThatThrownBy(() -> export(new Remembering(), ROWS))
        .isInstanceOf(ExportException.class)
        .hasMessageContaining("what it was called with before changes its answer")
        .hasMessageContaining("take the state as an input");
  }

  @Test
  void aBlockThatAsksForTheClassOfAnArrayIsRefused() {
    refused(x -> x instanceof PtNDArray ? x.mul(2) : x.mul(3))
        .hasMessageContaining("computes something else when its calls are recorded")
        .hasMessageContaining("methods of NDArray only");
  }

  @Test
  void aBlockWithoutOutputsIsRefused() {
    assertThatThrownBy(() -> export(new LambdaBlock(list -> new NDList()), ROWS))
        .isInstanceOf(ExportException.class)
        .hasMessageContaining("returns no array");
  }

  @Test
  void aNumberOfOutputsThatFollowsASizeIsRefused() {
    Block block =
        new LambdaBlock(
            list -> list.head().size(0) > 16 ? new NDList(list.head(), list.head()) : list);
    assertThatThrownBy(() -> export(block, ROWS))
        .isInstanceOf(ExportException.class)
        .hasMessageContaining("axis batch of 2 and of 37")
        .hasMessageContaining("where()");
  }

  @Test
  void truthValuesAreComputedAsTruthValues() throws IOException {
    for (UnaryOperator<NDArray> operation :
        List.<UnaryOperator<NDArray>>of(
            x -> x.gt(0).add(x.lt(0.5)),
            x -> x.gt(0).mul(x.lt(0.5)),
            x -> x.gt(0).maximum(x.lt(0.5)),
            x -> x.gt(0).minimum(x.lt(0.5)),
            x -> x.gt(0).gt(x.lt(0.5)),
            x -> x.gt(0).lte(x.lt(0.5)),
            x -> x.gt(0).max(new int[] {1}),
            x -> x.gt(0).min(new int[] {1}, true),
            x -> x.gt(0).sign(),
            x -> x.mul(9).toType(DataType.INT32, false).round(),
            x -> x.mul(9).toType(DataType.INT64, false).floor())) {
      export(block(operation), ROWS);
    }
  }

  @Test
  void aTypeWithoutOnnxFormNamesTheCall() {
    refused(x -> x.toType(DataType.FLOAT16, false).mul(2).toType(DataType.FLOAT32, false))
        .hasMessageContaining("NDArray.mul")
        .hasMessageContaining("PromiseTest.java")
        .hasMessageContaining("float16")
        .hasMessageContaining("FLOAT32");
  }

  @Test
  void truthValuesAreNotSorted() {
    refused(x -> x.gt(0).sort(1))
        .hasMessageContaining("NDArray.sort")
        .hasMessageContaining("toType(DataType.INT32");
  }

  @Test
  void orderOfEqualNumbersIsNamedWhereItDecides() {
    refused(x -> x.mul(2).round().repeat(1, 9).argSort(1))
        .hasMessageContaining("numbers are equal");
  }

  private static Block block(UnaryOperator<NDArray> operation) {
    return new LambdaBlock(list -> new NDList(operation.apply(list.head())));
  }

  private AbstractThrowableAssert<?, ? extends Throwable> refused(
      UnaryOperator<NDArray> operation) {
    return assertThatThrownBy(() -> export(block(operation), ROWS))
        .isInstanceOf(ExportException.class);
  }

  private ExportSummary export(Block block, InputSpec input) throws IOException {
    if (!block.isInitialized()) {
      block.initialize(
          manager,
          DataType.FLOAT32,
          new Shape(input.axes().stream().mapToLong(InputSpec.Axis::size).toArray()));
    }
    return OnnxExporter.export(
        block, folder.resolve("model.onnx"), ExportOptions.named("m"), input);
  }

  /** Keeps the mean of the first input that it sees. */
  private static final class Remembering extends AbstractBlock {
    private NDArray mean;

    @Override
    protected NDList forwardInternal(
        ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
      if (mean == null) {
        mean = inputs.head().mean();
      }
      return new NDList(inputs.head().sub(mean));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] shapes) {
      return shapes;
    }
  }

  /** Makes a table once and keeps it, or one for each size of a batch. */
  private static final class Caching extends AbstractBlock {
    private final Map<Long, NDArray> tables = new HashMap<>();
    private final boolean bySize;
    private NDArray table;
    private long length;

    Caching(boolean bySize) {
      this.bySize = bySize;
    }

    @Override
    protected NDList forwardInternal(
        ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
      NDArray x = inputs.head();
      if (bySize) {
        long size = x.size(0);
        return new NDList(
            x.mul(tables.computeIfAbsent(size, n -> x.getManager().arange((int) size).sum())));
      }
      if (table == null || length != x.size(1)) {
        table = x.getManager().arange(4f).mul(2);
        length = x.size(1);
      }
      return new NDList(x.mul(table).get(new NDIndex(":, 0:2")));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] shapes) {
      return shapes;
    }
  }
}

package io.edge4j.maven.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.GhostBatchNorm;
import java.nio.file.Path;
import java.util.function.Function;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cannot be exported is refused with the operation, the place and the way out. */
class RefusalTest {
  @TempDir Path folder;

  @Test
  void anOperationWithoutOnnxFormNamesItsPlace() {
    refused(x -> x.erfinv())
        .hasMessageContaining("NDArray.erfinv")
        .hasMessageContaining("02SequentialBlock/01LambdaBlock")
        .hasMessageContaining("RefusalTest.java")
        .hasMessageContaining("no ONNX form");
  }

  @Test
  void refusalsSayWhatWouldWork() {
    refused(x -> x.transpose().matMul(x).add(x.getManager().eye(4)).inverse())
        .hasMessageContaining("take the inverse");
    refused(x -> x.rfft(4).real()).hasMessageContaining("no complex numbers");
    refused(x -> x.abs().gammaln()).hasMessageContaining("Stirling");
    refused(x -> x.cumProd(0)).hasMessageContaining("fix that axis");
  }

  @Test
  void aCallOnAnArrayThatTheBlockKeepsToItselfIsRefused() {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray own = manager.ones(new Shape(4));
      refused(own::mul)
          .hasMessageContaining("keeps in a field of its own")
          .hasMessageContaining("x.mul(mine)");
    }
  }

  @Test
  void aDecisionByValuesIsRefused() {
    refused(x -> x.mean().getFloat() > 0 ? x : x.neg())
        .hasMessageContaining("depend on the model's input")
        .hasMessageContaining("where()");
  }

  @Test
  void aDecisionBySizesIsRefused() {
    refused(x -> x.size(0) > 2 ? x.mul(2) : x.add(1))
        .hasMessageContaining("decided in Java by values or sizes");
  }

  @Test
  void aNumberOfStepsThatFollowsASizeIsRefused() {
    refused(
            x -> {
              NDArray sum = x;
              for (int i = 0; i < x.size(0); i++) {
                sum = sum.add(x);
              }
              return sum;
            })
        .hasMessageContaining("decided in Java by values or sizes");
  }

  @Test
  void valuesComputedInJavaFromASizeAreRefused() {
    refused(x -> x.mul((float) Math.sqrt(x.size(0) + 0.5)))
        .hasMessageContaining("changes from run to run");
  }

  @Test
  void randomNumbersAreRefused() {
    refused(x -> x.add(x.getManager().randomNormal(x.getShape())))
        .hasMessageContaining("NDManager.randomNormal")
        .hasMessageContaining("draws random numbers");
  }

  @Test
  void anArrayThatWasChangedThroughAViewIsRefused() {
    refused(
            x -> {
              NDArray copy = x.mul(1);
              copy.get(new NDIndex(":, 0:1")).addi(5);
              return copy;
            })
        .hasMessageContaining("shares its numbers")
        .hasMessageContaining("duplicate()");
  }

  @Test
  void anAxisThatTheBlockFixesIsNamed() {
    refused(x -> x.reshape(2, 4))
        .hasMessageContaining("does not run for inference on inputs of shapes [(3, 5)]")
        .hasMessageContaining("fix the axis");
  }

  @Test
  void aBlockThatCutsTheBatchIntoPiecesIsRefused() {
    Block block = GhostBatchNorm.builder().optVirtualBatchSize(2).build();
    try (NDManager manager = NDManager.newBaseManager()) {
      block.initialize(manager, DataType.FLOAT32, new Shape(2, 5));
      assertThatThrownBy(
              () ->
                  OnnxExporter.export(
                      block,
                      folder.resolve("model.onnx"),
                      ExportOptions.named("m"),
                      InputSpec.samples("x", 5)))
          .isInstanceOf(ExportException.class)
          .hasMessageContaining("fix the axis that it cannot vary");
    }
  }

  @Test
  void aBlockWithoutParametersYetIsRefused() {
    Block block = Linear.builder().setUnits(3).build();
    assertThatThrownBy(
            () ->
                OnnxExporter.export(
                    block,
                    folder.resolve("model.onnx"),
                    ExportOptions.named("m"),
                    InputSpec.samples("x", 5)))
        .isInstanceOf(ExportException.class)
        .hasMessageContaining("not initialized");
  }

  @Test
  void callsThatTheEngineLacksSayWhatToWriteInstead() {
    refusedAlone(NDArray::asinh)
        .hasMessageContaining("NDArray.asinh")
        .hasMessageContaining("RefusalTest.java")
        .hasMessageContaining("engine does not run it either")
        .hasMessageContaining("sqrt()).log()");
    refusedAlone(NDArray::acosh).hasMessageContaining("sub(1).sqrt()");
    refusedAlone(NDArray::atanh).hasMessageContaining("div(2)");
    refusedAlone(NDArray::trace).hasMessageContaining("diagonal()");
    refusedAlone(x -> x.batchDot(x)).hasMessageContaining("batchMatMul");
    refusedAlone(x -> x.sequenceMask(x)).hasMessageContaining("places.lt(lengths");
  }

  /** A block that runs for the first time when it is exported. */
  private AbstractThrowableAssert<?, ? extends Throwable> refusedAlone(
      Function<NDArray, NDArray> operation) {
    Block block = new LambdaBlock(list -> new NDList(operation.apply(list.head())));
    try (NDManager manager = NDManager.newBaseManager()) {
      block.initialize(manager, DataType.FLOAT32, new Shape(2, 5));
      return refused(block);
    }
  }

  private AbstractThrowableAssert<?, ? extends Throwable> refused(
      Function<NDArray, NDArray> operation) {
    Block block =
        new SequentialBlock()
            .add(Linear.builder().setUnits(4).build())
            .add(
                new SequentialBlock()
                    .add(new LambdaBlock(l -> new NDList(operation.apply(l.head())))));
    try (NDManager manager = NDManager.newBaseManager()) {
      block.initialize(manager, DataType.FLOAT32, new Shape(2, 5));
      return refused(block);
    }
  }

  private AbstractThrowableAssert<?, ? extends Throwable> refused(Block block) {
    AbstractThrowableAssert<?, ? extends Throwable> refusal =
        assertThatThrownBy(
                () ->
                    OnnxExporter.export(
                        block,
                        folder.resolve("model.onnx"),
                        ExportOptions.named("m"),
                        InputSpec.samples("x", 5)))
            .isInstanceOf(ExportException.class);
    assertThat(folder).isEmptyDirectory();
    return refusal;
  }
}

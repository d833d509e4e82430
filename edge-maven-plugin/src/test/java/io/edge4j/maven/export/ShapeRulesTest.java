package io.edge4j.maven.export;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.LambdaBlock;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shapes that are known without the engine, and runs that are made for their shapes only. */
class ShapeRulesTest {
  @TempDir Path folder;

  @Test
  void aLayerThatTheEngineComputedKeepsItsRule() {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray x = manager.ones(new Shape(2, 3, 8, 8));
      NDArray weight = manager.ones(new Shape(5, 3, 3, 3));
      Shape one = new Shape(1, 1);
      Object[] arguments = {x, weight, null, one, one, one, 1};
      NDList computed = x.getNDArrayInternal().convolution(x, weight, null, one, one, one, 1);
      ShapeRules rules = new ShapeRules();

      rules.check("NDArrayEx.convolution", x, arguments, computed);

      assertThat(rules.of("NDArrayEx.convolution", x, arguments)).isEqualTo(new Shape(2, 5, 8, 8));
    }
  }

  @Test
  void aRuleThatWasWrongIsNotUsedAgain() {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray x = manager.ones(new Shape(2, 3));
      ShapeRules rules = new ShapeRules();

      rules.check("NDArrayEx.relu", x, new Object[0], manager.ones(new Shape(3, 2)));

      assertThat(rules.of("NDArrayEx.relu", x, new Object[0])).isNull();
    }
  }

  @Test
  void layersThatAreOnlySketchedAnswerAsTheEngineDoes() throws Exception {
    try (NDManager manager = NDManager.newBaseManager()) {
      long width = 1L << 18;
      LambdaBlock block =
          new LambdaBlock(
              list -> {
                NDArray x = list.head();
                for (int layer = 0; layer < 60; layer++) {
                  x = x.getNDArrayInternal().dropout(x, 0.5f, /* training= */ false).head();
                  x = x.getNDArrayInternal().relu();
                }
                return new NDList(x);
              });
      block.initialize(manager, DataType.FLOAT32, new Shape(2, width));

      ExportSummary summary =
          OnnxExporter.export(
              block,
              folder.resolve("model.onnx"),
              ExportOptions.named("m"),
              InputSpec.samples("x", width));

      assertThat(summary.parity().batchSizes()).containsExactly(1, 2, 3, 5);
      assertThat(summary.notCompared())
          .containsExactlyInAnyOrder(
              "with batch 37 only shapes were compared, it is large",
              "with batch 8 only shapes were compared, it is large");
    }
  }
}

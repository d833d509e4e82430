package io.edge4j.maven.export;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A graph holds what its outputs need, and nothing of how the block was trained. */
class GraphHygieneTest {
  private static final InputSpec IMAGE = InputSpec.samples("x", 3, 8, 8);

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void batchNormVanishesInTheConvolutionBeforeIt(boolean bias) throws IOException {
    assertThat(operators(export(normalized(bias), ExportOptions.named("m"), IMAGE)))
        .containsExactly("Conv", "Relu", "Conv");
  }

  @Test
  void batchNormStaysWhenAsked() throws IOException {
    ExportOptions options = ExportOptions.named("m").foldBatchNorm(false);
    assertThat(operators(export(normalized(true), options, IMAGE)))
        .containsExactly("Conv", "BatchNormalization", "Relu", "Conv", "BatchNormalization");
  }

  @Test
  void whatNoOutputNeedsIsGone() throws IOException {
    Block block =
        new SequentialBlock()
            .addSingleton(
                x -> {
                  x.matMul(x.getManager().ones(new Shape(4, 4))).tanh();
                  return x.add(1);
                });
    ModelProto model = export(block, ExportOptions.named("m"), InputSpec.samples("x", 4));

    assertThat(operators(model)).containsExactly("Add");
    assertThat(model.getGraph().getInitializerCount()).isEqualTo(1);
  }

  @Test
  void whatFollowsNoInputIsComputedOnce() throws IOException {
    Block block =
        new SequentialBlock()
            .addSingleton(x -> x.mul(x.getManager().arange(4f).add(1).log().reshape(1, 4)));
    ModelProto model = export(block, ExportOptions.named("m"), InputSpec.samples("x", 4));

    assertThat(operators(model)).containsExactly("Mul");
  }

  @Test
  void weightsUsedInTwoFormsAreStoredOnce() throws IOException {
    Block shared = Linear.builder().setUnits(6).optBias(false).build();
    Block block =
        new SequentialBlock()
            .add(shared)
            .add(
                new LambdaBlock(
                    list -> {
                      NDArray weight = shared.getParameters().valueAt(0).getArray();
                      return new NDList(
                          list.head().matMul(weight.transpose()),
                          list.head().expandDims(1).matMul(weight));
                    }));
    ModelProto model = export(block, ExportOptions.named("m"), InputSpec.samples("x", 6));

    assertThat(operators(model)).containsOnlyOnce("Transpose");
    assertThat(model.getGraph().getInitializerList())
        .filteredOn(tensor -> tensor.getDimsCount() == 2)
        .hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {13, 17, 19, 21})
  void opsetAndIrVersionBelongTogether(int opset) throws IOException {
    ModelProto model = export(normalized(true), ExportOptions.named("m").opset(opset), IMAGE);

    assertThat(model.getOpsetImport(0).getVersion()).isEqualTo(opset);
    assertThat(model.getIrVersion())
        .isEqualTo(opset >= 21 ? 10 : opset >= 19 ? 9 : opset >= 15 ? 8 : 7);
  }

  private static Block normalized(boolean bias) {
    return new SequentialBlock()
        .add(convolution(bias))
        .add(BatchNorm.builder().optEpsilon(1e-3f).build())
        .add(Activation.reluBlock())
        .add(convolution(bias))
        .add(BatchNorm.builder().optScale(false).build());
  }

  private static Block convolution(boolean bias) {
    return Conv2d.builder().setFilters(4).setKernelShape(new Shape(3, 3)).optBias(bias).build();
  }

  private static List<String> operators(ModelProto model) {
    return model.getGraph().getNodeList().stream().map(NodeProto::getOpType).toList();
  }

  private ModelProto export(Block block, ExportOptions options, InputSpec input)
      throws IOException {
    try (NDManager manager = NDManager.newBaseManager()) {
      for (Parameter.Type type :
          List.of(
              Parameter.Type.GAMMA,
              Parameter.Type.BETA,
              Parameter.Type.RUNNING_MEAN,
              Parameter.Type.RUNNING_VAR)) {
        block.setInitializer((m, shape, t) -> m.randomUniform(0.5f, 1.5f, shape, t), type);
      }
      block.initialize(
          manager,
          DataType.FLOAT32,
          new Shape(input.axes().stream().mapToLong(InputSpec.Axis::size).toArray()));
      Path onnx = folder.resolve("model.onnx");
      OnnxExporter.export(block, onnx, options, input);
      return ModelProto.parseFrom(Files.readAllBytes(onnx));
    }
  }
}

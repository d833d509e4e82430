package io.edge4j.maven.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an exported model is, on the networks that the pipeline starts with. */
class OnnxExporterTest {
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
  void smallCnnBecomesItsTenOperatorsAndNothingElse() throws IOException {
    ModelProto model = export(Networks.smallCnn(), InputSpec.samples("input", 1, 28, 28));

    assertThat(model.getGraph().getNodeList())
        .extracting(NodeProto::getOpType)
        .containsExactly(
            "Conv", "Relu", "MaxPool", "Conv", "Relu", "MaxPool", "Flatten", "Gemm", "Relu",
            "Gemm");
    assertThat(Files.size(folder.resolve("model.onnx"))).isBetween(828_000L, 830_000L);
  }

  @Test
  void sameWeightsGiveTheSameBytes() throws IOException {
    Block block = initialized(Networks.smallCnn(), new Shape(1, 1, 28, 28));
    ExportOptions options = ExportOptions.named("cnn").metadata(Map.of("edge.name", "cnn"));
    InputSpec input = InputSpec.samples("input", 1, 28, 28);
    OnnxExporter.export(block, folder.resolve("a.onnx"), options, input);
    OnnxExporter.export(block, folder.resolve("b.onnx"), options, input);

    assertThat(folder.resolve("a.onnx")).hasSameBinaryContentAs(folder.resolve("b.onnx"));
  }

  @Test
  void batchIsFreeAndCarriesItsName() throws IOException {
    ModelProto model = export(Networks.smallCnn(), InputSpec.samples("input", 1, 28, 28));

    assertThat(dimensions(model.getGraph().getInput(0).getType().getTensorType().getShape()))
        .containsExactly("batch", "1", "28", "28");
    assertThat(dimensions(model.getGraph().getOutput(0).getType().getTensorType().getShape()))
        .containsExactly("batch", "10");
    assertThat(model.getGraph().getOutput(0).getName()).isEqualTo("output");
  }

  @Test
  void parametersAreNamedAfterTheBlocksPath() throws IOException {
    ModelProto model = export(Networks.smallCnn(), InputSpec.samples("input", 1, 28, 28));

    assertThat(model.getGraph().getInitializerList())
        .extracting(tensor -> tensor.getName())
        .containsExactly(
            "01Conv2d.weight",
            "01Conv2d.bias",
            "04Conv2d.weight",
            "04Conv2d.bias",
            "08Linear.weight",
            "08Linear.bias",
            "10Linear.weight",
            "10Linear.bias");
    assertThat(model.getGraph().getNode(0).getName()).isEqualTo("01Conv2d/Conv");
  }

  @Test
  void multiLayerPerceptronOfAnyDepthBecomesGemms() throws IOException {
    SequentialBlock mlp =
        new SequentialBlock()
            .add(Blocks.batchFlattenBlock(12))
            .add(Linear.builder().setUnits(7).build())
            .add(Activation.sigmoidBlock())
            .add(Linear.builder().setUnits(3).optBias(false).build());
    ModelProto model = export(mlp, InputSpec.samples("input", 3, 4));

    assertThat(model.getGraph().getNodeList())
        .extracting(NodeProto::getOpType)
        .containsExactly("Flatten", "Gemm", "Sigmoid", "Gemm");
  }

  @Test
  void valuesReadInJavaAreRefusedWithPlaceAndLeaveNoFile() {
    Block block =
        new SequentialBlock()
            .add(Linear.builder().setUnits(4).build())
            .add(
                new LambdaBlock(
                    list ->
                        list.head().getNDArrayInternal().relu().getFloat(0, 0) > 0
                            ? list
                            : new NDList(list.head().neg()),
                    "sign"));

    assertThatThrownBy(() -> export(block, InputSpec.samples("input", 5)))
        .isInstanceOf(ExportException.class)
        .hasMessageContaining("02LambdaBlock")
        .hasMessageContaining("OnnxExporterTest.java")
        .hasMessageContaining("depend on the model's input");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void stateThatABlockKeepsBetweenCallsIsRefusedAndLeavesNoFile() {
    Block block =
        new LambdaBlock(
            new Function<>() {
              private int runs;

              @Override
              public NDList apply(NDList list) {
                runs++;
                NDArray head = list.head();
                return new NDList(runs > 3 ? head.sub(1) : head.getNDArrayInternal().relu());
              }
            });

    assertThatThrownBy(() -> export(block, InputSpec.samples("input", 5)))
        .isInstanceOf(ExportException.class)
        .hasMessageContaining("keeps state between calls")
        .hasMessageContaining("OnnxExporterTest.java");
    assertThat(folder).isEmptyDirectory();
  }

  private ModelProto export(Block block, InputSpec input) throws IOException {
    long[] shape = input.axes().stream().mapToLong(InputSpec.Axis::size).toArray();
    Path onnx = folder.resolve("model.onnx");
    OnnxExporter.export(
        initialized(block, new Shape(shape)), onnx, ExportOptions.named("model"), input);
    return ModelProto.parseFrom(Files.readAllBytes(onnx));
  }

  private Block initialized(Block block, Shape input) {
    block.initialize(manager, DataType.FLOAT32, input);
    return block;
  }

  private static List<String> dimensions(TensorShapeProto shape) {
    return shape.getDimList().stream()
        .map(d -> d.hasDimParam() ? d.getDimParam() : Long.toString(d.getDimValue()))
        .toList();
  }
}

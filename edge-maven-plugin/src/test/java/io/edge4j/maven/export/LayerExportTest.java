package io.edge4j.maven.export;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv1d;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.convolutional.Conv3d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.core.LinearCollection;
import ai.djl.nn.core.Multiplication;
import ai.djl.nn.core.SparseMax;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.nn.recurrent.GRU;
import ai.djl.nn.recurrent.LSTM;
import ai.djl.nn.recurrent.RNN;
import ai.djl.nn.transformer.IdEmbedding;
import ai.djl.training.initializer.NormalInitializer;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** DJL's layers, each exported and compared with PyTorch on several batch sizes. */
class LayerExportTest {
  /**
   * On CPUs with AVX-512 the LSTM of libtorch 2.7.1 (oneDNN 3.7.1) is right only for state sizes
   * that are multiples of 32.
   */
  private static final int STATE = 32;

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
  void convolutionsOfOneToThreeDimensions() throws IOException {
    export(
        Conv1d.builder()
            .setFilters(4)
            .setKernelShape(new Shape(3))
            .optPadding(new Shape(2))
            .build(),
        InputSpec.samples("x", 3, 10));
    export(
        Conv2d.builder()
            .setFilters(6)
            .setKernelShape(new Shape(3, 2))
            .optStride(new Shape(2, 1))
            .optBias(false)
            .build(),
        InputSpec.samples("x", 3, 9, 8));
    export(
        Conv3d.builder().setFilters(2).setKernelShape(new Shape(2, 3, 3)).build(),
        InputSpec.samples("x", 2, 4, 6, 5));
  }

  @Test
  void groupedAndDilatedConvolutions() throws IOException {
    export(
        Conv2d.builder()
            .setFilters(8)
            .setKernelShape(new Shape(3, 3))
            .optPadding(new Shape(2, 2))
            .optDilation(new Shape(2, 2))
            .optGroups(4)
            .build(),
        InputSpec.samples("x", 4, 9, 8));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void linearOnInputsOfAnyRank(boolean bias) throws IOException {
    for (InputSpec input :
        new InputSpec[] {
          InputSpec.samples("x", 5), InputSpec.samples("x", 3, 5), InputSpec.samples("x", 2, 3, 5)
        }) {
      export(Linear.builder().setUnits(7).optBias(bias).build(), input);
    }
  }

  @Test
  void multiplicationLayer() throws IOException {
    export(Multiplication.builder().setUnits(4).build(), InputSpec.samples("x", 5));
  }

  @Test
  void linearCollectionWithAWeightForEachElement() throws IOException {
    export(LinearCollection.builder().setUnits(4).build(), InputSpec.samples("x", 3, 5));
  }

  @Test
  void sparseMax() throws IOException {
    export(new SparseMax(1, 3), InputSpec.samples("x", 6));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void batchNormOverItsAxis(int axis) throws IOException {
    Block block = trained(BatchNorm.builder().optAxis(axis).optEpsilon(1e-3f).build());
    export(block, InputSpec.samples("x", 4, 4, 4));
  }

  @Test
  void batchNormWithoutScaleAndCentre() throws IOException {
    export(
        BatchNorm.builder().optScale(false).optCenter(false).build(),
        InputSpec.samples("x", 3, 4, 4));
  }

  @ParameterizedTest
  @ValueSource(ints = {13, 17})
  void layerNormBeforeAndAfterItsOperatorCame(int opset) throws IOException {
    Block block = trained(LayerNorm.builder().axis(1).build());
    export(block, opset, InputSpec.samples("x", 6));
  }

  @Test
  void dropoutVanishes() throws IOException {
    Block block =
        new SequentialBlock()
            .add(Linear.builder().setUnits(4).build())
            .add(Dropout.builder().optRate(0.5f).build())
            .add(Activation.reluBlock());

    assertThat(export(block, InputSpec.samples("x", 5)).getGraph().getNodeList())
        .extracting(NodeProto::getOpType)
        .containsExactly("Gemm", "Relu");
  }

  @Test
  void embeddingOfIntegers() throws IOException {
    IdEmbedding block = new IdEmbedding.Builder().setDictionarySize(11).setEmbeddingSize(4).build();
    export(
        block, InputSpec.of("tokens", DataType.INT64).axis("batch").axis("sequence", 5).below(11));
  }

  /**
   * Bidirectional, batch first, with biases. The engine cannot run both directions with biases: DJL
   * 0.36 hands their parameters over in an order that PyTorch does not expect.
   */
  static Stream<boolean[]> recurrentForms() {
    return Stream.of(
        new boolean[] {false, true, true},
        new boolean[] {false, false, true},
        new boolean[] {false, true, false},
        new boolean[] {true, true, false},
        new boolean[] {true, false, false});
  }

  @ParameterizedTest
  @MethodSource("recurrentForms")
  void lstm(boolean[] form) throws IOException {
    for (int layers : new int[] {1, 2}) {
      export(
          LSTM.builder()
              .setStateSize(STATE)
              .setNumLayers(layers)
              .optBidirectional(form[0])
              .optBatchFirst(form[1])
              .optHasBiases(form[2])
              .optReturnState(true)
              .build(),
          sequences(form[1]));
    }
  }

  @ParameterizedTest
  @MethodSource("recurrentForms")
  void gru(boolean[] form) throws IOException {
    for (int layers : new int[] {1, 2}) {
      export(
          GRU.builder()
              .setStateSize(6)
              .setNumLayers(layers)
              .optBidirectional(form[0])
              .optBatchFirst(form[1])
              .optHasBiases(form[2])
              .optReturnState(true)
              .build(),
          sequences(form[1]));
    }
  }

  @ParameterizedTest
  @EnumSource(RNN.Activation.class)
  void rnn(RNN.Activation activation) throws IOException {
    for (boolean bidirectional : new boolean[] {false, true}) {
      Block rnn =
          RNN.builder()
              .setStateSize(6)
              .setNumLayers(2)
              .setActivation(activation)
              .optBidirectional(bidirectional)
              .optHasBiases(!bidirectional)
              .build();
      // With larger ones a state may grow from step to step, and the last bit of it with it.
      rnn.setInitializer(new NormalInitializer(0.2f), Parameter.Type.WEIGHT);
      export(rnn, sequences(true));
    }
  }

  @Test
  void recurrentLayersWithAGivenState() throws IOException {
    export(
        LSTM.builder().setStateSize(STATE).setNumLayers(2).optReturnState(true).build(),
        InputSpec.samples("x", 5, 3),
        InputSpec.of("hidden", DataType.FLOAT32).axis(2).axis("batch").axis(STATE),
        InputSpec.of("cell", DataType.FLOAT32).axis(2).axis("batch").axis(STATE));
    export(
        GRU.builder().setStateSize(6).setNumLayers(1).build(),
        InputSpec.samples("x", 5, 3),
        InputSpec.of("hidden", DataType.FLOAT32).axis(1).axis("batch").axis(6));
  }

  private static InputSpec sequences(boolean batchFirst) {
    InputSpec spec = InputSpec.of("x", DataType.FLOAT32);
    return batchFirst
        ? spec.axis("batch").axis("sequence", 5).axis(3)
        : spec.axis("sequence", 5).axis("batch").axis(3);
  }

  /** Gives parameters that training changes other values than those they begin with. */
  private static Block trained(Block block) {
    block.setInitializer(new NormalInitializer(0.5f), Parameter.Type.GAMMA);
    block.setInitializer(new NormalInitializer(0.5f), Parameter.Type.BETA);
    block.setInitializer(new NormalInitializer(0.5f), Parameter.Type.RUNNING_MEAN);
    block.setInitializer(
        (m, shape, type) -> m.randomUniform(0.5f, 2, shape, type), Parameter.Type.RUNNING_VAR);
    return block;
  }

  private ModelProto export(Block block, InputSpec... inputs) throws IOException {
    return export(block, 17, inputs);
  }

  private ModelProto export(Block block, int opset, InputSpec... inputs) throws IOException {
    Shape[] shapes = new Shape[inputs.length];
    for (int i = 0; i < inputs.length; i++) {
      shapes[i] = new Shape(inputs[i].axes().stream().mapToLong(InputSpec.Axis::size).toArray());
    }
    block.setInitializer(new NormalInitializer(0.3f), Parameter.Type.BIAS);
    block.initialize(manager, DataType.FLOAT32, shapes);
    Path onnx = folder.resolve("model.onnx");
    ExportSummary summary =
        OnnxExporter.export(block, onnx, ExportOptions.named("m").opset(opset), inputs);
    assertThat(summary.parity().batchSizes()).hasSizeGreaterThan(1);
    return ModelProto.parseFrom(Files.readAllBytes(onnx));
  }
}

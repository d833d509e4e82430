package io.edge4j.maven.export;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.basicmodelzoo.nlp.SimpleTextEncoder;
import ai.djl.modality.nlp.DefaultVocabulary;
import ai.djl.modality.nlp.embedding.TrainableTextEmbedding;
import ai.djl.modality.nlp.embedding.TrainableWordEmbedding;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import ai.djl.nn.recurrent.LSTM;
import ai.djl.nn.transformer.BertBlock;
import ai.djl.nn.transformer.BertPretrainingBlock;
import ai.djl.nn.transformer.IdEmbedding;
import ai.djl.nn.transformer.ScaledDotProductAttentionBlock;
import ai.djl.nn.transformer.TransformerEncoderBlock;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models as users build them, with several inputs, outputs and free axes. */
class ModelExportTest {
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
  void transformerEncoderOfAnySequenceLength() throws IOException {
    Block block = new TransformerEncoderBlock(8, 2, 16, 0.1f, Activation::gelu);
    ModelProto model =
        export(
            block, InputSpec.of("x", DataType.FLOAT32).axis("batch").axis("sequence", 5).axis(8));

    assertThat(dimensions(model.getGraph().getInput(0))).containsExactly("batch", "sequence", "8");
    assertThat(dimensions(model.getGraph().getOutput(0))).containsExactly("batch", "sequence", "8");
  }

  @Test
  void attentionWithAMask() throws IOException {
    ScaledDotProductAttentionBlock block =
        ScaledDotProductAttentionBlock.builder().setEmbeddingSize(8).setHeadCount(2).build();
    export(
        block,
        InputSpec.of("x", DataType.FLOAT32).axis("batch").axis("sequence", 5).axis(8),
        InputSpec.of("mask", DataType.FLOAT32)
            .axis("batch")
            .axis(1)
            .axis("sequence", 5)
            .axis("sequence", 5));
  }

  @Test
  void bertWithItsThreeInputsAndTwoOutputs() throws IOException {
    ModelProto model = export(smallBert().build(), bertInputs());

    assertThat(model.getGraph().getInputList())
        .extracting(ValueInfoProto::getName)
        .containsExactly("tokens", "types", "mask");
    assertThat(model.getGraph().getOutputList())
        .extracting(ValueInfoProto::getName)
        .containsExactly("output_0", "output_1");
  }

  @Test
  void bertWithItsPretrainingHeads() throws IOException {
    export(
        new BertPretrainingBlock(smallBert()),
        tokens("tokens", 20),
        tokens("types", 2),
        tokens("mask", 2),
        InputSpec.of("places", DataType.INT32).axis("batch").axis(3).below(6));
  }

  @Test
  void textClassifierOverAnLstm() throws IOException {
    Block block =
        new SequentialBlock()
            .add(new IdEmbedding.Builder().setDictionarySize(20).setEmbeddingSize(6).build())
            .add(LSTM.builder().setStateSize(32).setNumLayers(2).build())
            .addSingleton(x -> x.get(":, -1"))
            .add(Linear.builder().setUnits(3).build());
    export(
        block, InputSpec.of("tokens", DataType.INT64).axis("batch").axis("sequence", 6).below(20));
  }

  @Test
  void decoderWhoseAttentionLooksBackOnly() throws IOException {
    export(
        new CausalDecoder(),
        InputSpec.of("x", DataType.FLOAT32).axis("batch").axis("sequence", 5).axis(8));
  }

  @Test
  void tiedEmbeddingsAreStoredOnce() throws IOException {
    ModelProto model =
        export(
            new BertPretrainingBlock(smallBert()),
            tokens("tokens", 20),
            tokens("types", 2),
            tokens("mask", 2),
            InputSpec.of("places", DataType.INT32).axis("batch").axis(3).below(6));

    assertThat(model.getGraph().getInitializerList())
        .filteredOn(tensor -> tensor.getDimsList().containsAll(List.of(20L, 8L)))
        .hasSize(1);
  }

  @Test
  void textEncoderWithItsState() throws IOException {
    Block block =
        new SimpleTextEncoder(
            words(), LSTM.builder().setStateSize(32).setNumLayers(2).optReturnState(true).build());
    ModelProto model =
        export(
            block,
            InputSpec.of("words", DataType.INT64).axis("batch").axis("sequence", 6).below(7));

    assertThat(model.getGraph().getOutputCount()).isEqualTo(3);
  }

  private static TrainableTextEmbedding words() {
    List<String> words = List.of("one", "two", "three", "four", "five", "six", "seven");
    return new TrainableTextEmbedding(
        TrainableWordEmbedding.builder()
            .setVocabulary(DefaultVocabulary.builder().add(words).build())
            .setEmbeddingSize(4)
            .build());
  }

  @Test
  void unetWithConcatOverTheBridge() throws IOException {
    ModelProto model = export(new Unet(), InputSpec.samples("image", 3, 16, 16));

    assertThat(dimensions(model.getGraph().getOutput(0))).containsExactly("batch", "2", "16", "16");
  }

  @Test
  void twoTowersWithTwoInputs() throws IOException {
    export(new TwoTower(), InputSpec.samples("user", 7), InputSpec.samples("item", 5));
  }

  @Test
  void parallelBranchesAreNamedByTheirPath() throws IOException {
    Block block =
        new SequentialBlock()
            .add(
                new ParallelBlock(
                    lists ->
                        new NDList(
                            NDArrays.concat(
                                new NDList(lists.get(0).head(), lists.get(1).head()), 1)),
                    List.of(
                        Linear.builder().setUnits(3).build(),
                        Linear.builder().setUnits(4).build())))
            .add(Linear.builder().setUnits(2).build());
    ModelProto model = export(block, InputSpec.samples("x", 5));

    assertThat(model.getGraph().getInitializerList())
        .extracting(tensor -> tensor.getName())
        .contains("01ParallelBlock/02Linear.weight", "02Linear.weight");
  }

  @Test
  void userBlockWithPlainArithmeticAndAParameter() throws IOException {
    ModelProto model = export(new ScaledDistance(null), InputSpec.samples("x", 6));

    assertThat(model.getGraph().getInitializerList())
        .extracting(tensor -> tensor.getName())
        .contains("centre");
  }

  @Test
  void userBlockThatCallsMethodsOnItsParametersArray() throws IOException {
    ScaledDistance block = new ScaledDistance(Parameter::getArray);
    ModelProto model = export(block, InputSpec.samples("x", 6));

    assertThat(model.getGraph().getInitializerList())
        .extracting(tensor -> tensor.getName())
        .contains("centre");
  }

  @Test
  void whatFollowsParametersOnlyMayHaveNoOnnxForm() throws IOException {
    Block block =
        new SequentialBlock()
            .addSingleton(x -> x.matMul(x.getManager().eye(6).mul(3).inverse().erfinv()));
    ModelProto model = export(block, InputSpec.samples("x", 6));

    assertThat(model.getGraph().getNodeCount()).isEqualTo(1);
  }

  @Test
  void outputsThatAreInputsOrTheSameArrayTwice() throws IOException {
    Block block =
        new LambdaBlock(
            list -> {
              NDArray x = list.head();
              NDArray doubled = x.mul(2);
              return new NDList(x, doubled, doubled, x.getManager().create(new float[] {1, 2}));
            });
    ModelProto model = export(block, InputSpec.samples("x", 6));

    assertThat(model.getGraph().getOutputCount()).isEqualTo(4);
  }

  @Test
  void outputsAreNamedAsAsked() throws IOException {
    Block block =
        new LambdaBlock(list -> new NDList(list.head().softmax(1), list.head().argMax(1)));
    block.initialize(manager, DataType.FLOAT32, new Shape(2, 6));
    Path onnx = folder.resolve("model.onnx");
    OnnxExporter.export(
        block,
        onnx,
        ExportOptions.named("m").outputs("probabilities", "label"),
        InputSpec.samples("x", 6));

    assertThat(ModelProto.parseFrom(Files.readAllBytes(onnx)).getGraph().getOutputList())
        .extracting(ValueInfoProto::getName)
        .containsExactly("probabilities", "label");
  }

  @Test
  void imagesOfAnySize() throws IOException {
    Block block =
        new SequentialBlock()
            .add(conv(4))
            .add(Activation.reluBlock())
            .add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)))
            .add(Pool.globalAvgPool2dBlock())
            .add(Linear.builder().setUnits(3).build());
    ModelProto model =
        export(
            block,
            InputSpec.of("image", DataType.FLOAT32)
                .axis("batch")
                .axis(3)
                .axis("height", 10)
                .axis("width", 13));

    assertThat(dimensions(model.getGraph().getInput(0)))
        .containsExactly("batch", "3", "height", "width");
  }

  private static BertBlock.Builder smallBert() {
    return BertBlock.builder()
        .setTokenDictionarySize(20)
        .optEmbeddingSize(8)
        .optTransformerBlockCount(2)
        .optAttentionHeadCount(2)
        .optHiddenSize(16)
        .optMaxSequenceLength(6);
  }

  private static InputSpec[] bertInputs() {
    return new InputSpec[] {tokens("tokens", 20), tokens("types", 2), tokens("mask", 2)};
  }

  private static InputSpec tokens(String name, int below) {
    return InputSpec.of(name, DataType.INT32).axis("batch").axis(6).below(below);
  }

  private ModelProto export(Block block, InputSpec... inputs) throws IOException {
    Shape[] shapes = new Shape[inputs.length];
    for (int i = 0; i < inputs.length; i++) {
      shapes[i] = new Shape(inputs[i].axes().stream().mapToLong(InputSpec.Axis::size).toArray());
    }
    block.initialize(manager, DataType.FLOAT32, shapes);
    Path onnx = folder.resolve("model.onnx");
    ExportSummary summary = OnnxExporter.export(block, onnx, ExportOptions.named("m"), inputs);
    assertThat(summary.parity().batchSizes()).hasSizeGreaterThan(1);
    return ModelProto.parseFrom(Files.readAllBytes(onnx));
  }

  private static List<String> dimensions(ValueInfoProto value) {
    return value.getType().getTensorType().getShape().getDimList().stream()
        .map(d -> d.hasDimParam() ? d.getDimParam() : Long.toString(d.getDimValue()))
        .toList();
  }

  private static Conv2d conv(int filters) {
    return Conv2d.builder()
        .setFilters(filters)
        .setKernelShape(new Shape(3, 3))
        .optPadding(new Shape(1, 1))
        .build();
  }

  /** Down, up again, and the fine picture beside the coarse one. */
  private static final class Unet extends AbstractBlock {
    private final Block down = addChildBlock("down", stage(4));
    private final Block bottom = addChildBlock("bottom", stage(8));
    private final Block head = addChildBlock("head", conv(2));

    private static SequentialBlock stage(int filters) {
      return new SequentialBlock()
          .add(conv(filters))
          .add(BatchNorm.builder().build())
          .add(Activation.reluBlock());
    }

    @Override
    protected NDList forwardInternal(
        ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
      NDArray fine = down.forward(store, inputs, training).head();
      NDArray coarse =
          Pool.maxPool2d(fine, new Shape(2, 2), new Shape(2, 2), new Shape(0, 0), false);
      NDArray deep = bottom.forward(store, new NDList(coarse), training).head();
      NDArray up =
          deep.getNDArrayInternal()
              .interpolation(new long[] {fine.getShape().get(2), fine.getShape().get(3)}, 0, false);
      return head.forward(store, new NDList(fine.concat(up, 1)), training);
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType type, Shape... shapes) {
      Shape image = shapes[0];
      down.initialize(manager, type, image);
      Shape fine = down.getOutputShapes(new Shape[] {image})[0];
      Shape coarse = new Shape(fine.get(0), fine.get(1), fine.get(2) / 2, fine.get(3) / 2);
      bottom.initialize(manager, type, coarse);
      head.initialize(manager, type, new Shape(fine.get(0), 12, fine.get(2), fine.get(3)));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] shapes) {
      return new Shape[] {new Shape(shapes[0].get(0), 2, shapes[0].get(2), shapes[0].get(3))};
    }
  }

  /** The cosine of two embeddings. */
  private static final class TwoTower extends AbstractBlock {
    private final Block user = addChildBlock("user", tower());
    private final Block item = addChildBlock("item", tower());

    private static SequentialBlock tower() {
      return new SequentialBlock()
          .add(Linear.builder().setUnits(8).build())
          .add(Activation.reluBlock())
          .add(Linear.builder().setUnits(4).build());
    }

    @Override
    protected NDList forwardInternal(
        ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
      NDArray a = user.forward(store, new NDList(inputs.get(0)), training).head().normalize();
      NDArray b = item.forward(store, new NDList(inputs.get(1)), training).head().normalize();
      return new NDList(a.mul(b).sum(new int[] {1}));
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType type, Shape... shapes) {
      user.initialize(manager, type, shapes[0]);
      item.initialize(manager, type, shapes[1]);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] shapes) {
      return new Shape[] {new Shape(shapes[0].get(0))};
    }
  }

  /** Attention under a mask that the block makes from the sequence's length, as decoders do. */
  private static final class CausalDecoder extends AbstractBlock {
    private final Block attention =
        addChildBlock(
            "attention",
            ScaledDotProductAttentionBlock.builder().setEmbeddingSize(8).setHeadCount(2).build());
    private final Block head = addChildBlock("head", Linear.builder().setUnits(3).build());

    @Override
    protected NDList forwardInternal(
        ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
      NDArray x = inputs.head();
      NDArray places = x.getManager().arange((float) x.size(1));
      NDArray mask =
          places
              .expandDims(0)
              .lte(places.expandDims(1))
              .toType(DataType.FLOAT32, false)
              .reshape(1, 1, x.size(1), x.size(1));
      NDArray seen = attention.forward(store, new NDList(x, mask), training).head();
      return head.forward(store, new NDList(x.add(seen)), training);
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType type, Shape... shapes) {
      attention.initialize(manager, type, shapes);
      head.initialize(manager, type, shapes);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] shapes) {
      return head.getOutputShapes(shapes);
    }
  }

  /** A parameter of its own, used through the array's plain arithmetic. */
  private static final class ScaledDistance extends AbstractBlock {
    private final Parameter centre =
        addParameter(
            Parameter.builder()
                .setName("centre")
                .setType(Parameter.Type.WEIGHT)
                .optShape(new Shape(1, 6))
                .build());
    private final Function<Parameter, NDArray> source;

    /** Takes the parameter's array from there, or from the parameter store if that is null. */
    ScaledDistance(Function<Parameter, NDArray> source) {
      this.source = source;
    }

    @Override
    protected NDList forwardInternal(
        ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
      NDArray x = inputs.singletonOrThrow();
      NDArray c =
          source == null ? store.getValue(centre, x.getDevice(), training) : source.apply(centre);
      NDArray distance = c.sub(x).square().sum(new int[] {1}, true).sqrt();
      return new NDList(distance.div(x.size(1)).add(c.mean()).clip(0, 3));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] shapes) {
      return new Shape[] {new Shape(shapes[0].get(0), 1)};
    }
  }
}

package io.edge4j.maven.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.ParameterStore;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Numbers that Java computes from sizes, at sizes that no trace was made with. */
class FarSizesTest {
  private static final InputSpec SEQUENCE =
      InputSpec.of("x", DataType.FLOAT32).axis("batch").axis("sequence", 64);

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
  void aDivisionOfASizeIsADivision() throws Exception {
    agrees(
        x -> x.sum(new int[] {1}).div(Math.max(1, x.size(1) / 8)),
        SEQUENCE,
        sequences(1, 7, 8, 63, 71, 72, 128, 500));
  }

  @Test
  void aDivisionRoundedUp() throws Exception {
    agrees(
        x -> x.sum(new int[] {1}).mul((x.size(1) + 15) / 16),
        SEQUENCE,
        sequences(1, 15, 16, 17, 32, 33, 129, 700));
  }

  @Test
  void aRemainderOfASize() throws Exception {
    agrees(
        x -> x.sum(new int[] {1}).add(x.size(1) % 5),
        SEQUENCE,
        sequences(1, 4, 5, 6, 99, 100, 501));
  }

  @Test
  void whatIsMissingToAMultiple() throws Exception {
    agrees(
        x -> {
          long missing = (8 - x.size(1) % 8) % 8;
          return x.concat(x.getManager().zeros(new Shape(x.size(0), 8)), 1)
              .get(":, 0:{}", x.size(1) + missing);
        },
        SEQUENCE,
        sequences(1, 7, 8, 9, 15, 16, 123));
  }

  /** None of the sizes that are run at first is a multiple of 8, the only ones that get all 8. */
  @Test
  void whatIsAddedToAMultipleToo() throws Exception {
    agrees(
        x -> x.concat(x.getManager().zeros(new Shape(x.size(0), 8 - x.size(1) % 8)), 1).mul(2),
        InputSpec.of("x", DataType.FLOAT32).axis("batch").axis("length", 44),
        sequences(1, 7, 8, 9, 15, 16, 17, 88, 256));
  }

  @Test
  void aRemainderOfASizePlusANumber() throws Exception {
    agrees(
        x -> x.sum(new int[] {1}).add(x.size(1) % 8 + 3),
        InputSpec.of("x", DataType.FLOAT32).axis("batch").axis("length", 44),
        sequences(1, 7, 8, 9, 15, 16, 17, 88, 256));
  }

  @Test
  void boundsOfASize() throws Exception {
    agrees(
        x -> x.sum(new int[] {1}).div(Math.max(x.size(1), 40)),
        SEQUENCE,
        sequences(1, 2, 39, 40, 41, 300));
    agrees(
        x -> x.sum(new int[] {1}).div(Math.min(x.size(1), 100)),
        SEQUENCE,
        sequences(1, 99, 100, 101, 300));
  }

  @Test
  void aPartOfASizeTimesAnother() throws Exception {
    agrees(
        x -> x.div(x.size(0) * ((x.size(1) + 3) / 4)),
        SEQUENCE,
        List.of(new Shape(3, 7), new Shape(1, 1), new Shape(9, 131)));
  }

  @Test
  void theMeanOverAMapThatTheBlockShrank() throws Exception {
    SequentialBlock block = new SequentialBlock();
    for (int i = 0; i < 5; i++) {
      block.add(
          Conv2d.builder()
              .setFilters(2)
              .setKernelShape(new Shape(3, 3))
              .optPadding(new Shape(1, 1))
              .optStride(new Shape(2, 2))
              .build());
    }
    block.addSingleton(x -> x.sum(new int[] {2, 3}).div(x.getShape().get(2) * x.getShape().get(3)));
    agrees(
        block,
        InputSpec.of("x", DataType.FLOAT32)
            .axis("batch")
            .axis(1)
            .axis("height", 64)
            .axis("width", 96),
        List.of(new Shape(1, 1, 32, 200), new Shape(3, 1, 300, 33)));
  }

  @Test
  void theMeanOverTheInputsOwnSizeDividedByTheStride() throws Exception {
    Block block =
        new SequentialBlock()
            .add(Pool.maxPool2dBlock(new Shape(32, 32), new Shape(32, 32)))
            .addSingleton(x -> x.sum(new int[] {2, 3}));
    agrees(
        new LambdaBlock(
            list -> {
              NDArray x = list.head();
              NDArray sum =
                  block
                      .forward(new ParameterStore(x.getManager(), false), new NDList(x), false)
                      .head();
              return new NDList(sum.div(x.size(2) / 32));
            }),
        InputSpec.of("x", DataType.FLOAT32).axis("batch").axis(1).axis("height", 224).axis(32),
        List.of(new Shape(1, 1, 255, 32), new Shape(2, 1, 256, 32), new Shape(2, 1, 640, 32)));
  }

  @Test
  void aChoiceByASizeFarFromTheExampleIsRefused() {
    refused(x -> x.size(0) > 16 ? x.mul(2) : x.add(1), SEQUENCE)
        .hasMessageContaining("axis batch of 2 and of")
        .hasMessageContaining("FarSizesTest.java");
    refused(x -> x.mul(x.size(0) > 16 ? 2 : 3), SEQUENCE)
        .hasMessageContaining("batch 2")
        .hasMessageContaining("FarSizesTest.java");
    refused(x -> x.mul(x.size(1) > 300 ? 0.5 : 0.25), SEQUENCE)
        .hasMessageContaining("axis sequence of 64 and of")
        .hasMessageContaining("FarSizesTest.java");
  }

  @Test
  void aLoopOverPartsOfASizeIsRefused() {
    refused(
            x -> {
              NDArray sum = x.mul(1);
              for (int j = 0; j < x.size(1) / 64; j++) {
                sum = sum.add(x);
              }
              return sum;
            },
            SEQUENCE)
        .hasMessageContaining("axis sequence of 64 and of")
        .hasMessageContaining("FarSizesTest.java");
  }

  @Test
  void aSizeOfOneThatTheBlockTreatsInAWayOfItsOwnIsRefused() {
    refused(x -> x.mul(2).squeeze(), SEQUENCE).hasMessageContaining("axis batch of 2 and of 1");
  }

  @Test
  void aNumberThatJumpsIsRefused() {
    refused(x -> x.mul(Long.highestOneBit(x.size(1))), SEQUENCE)
        .hasMessageContaining("NDArray.mul")
        .hasMessageContaining("FarSizesTest.java");
  }

  @Test
  void sizesThatTheBlockItselfDoesNotTakeAreSaid() throws Exception {
    ExportSummary summary =
        export(
            block(
                x -> {
                  if (x.size(1) > 300) {
                    throw new IllegalArgumentException("too long");
                  }
                  return x.mul(2);
                }),
            SEQUENCE);

    assertThat(summary.notCompared())
        .anySatisfy(
            open ->
                assertThat(open)
                    .contains(
                        "the block itself does not run with",
                        "sequence 1091",
                        "FarSizesTest",
                        "too long"));
  }

  @Test
  void anAxisMayBeAMultiple() throws Exception {
    UnaryOperator<NDArray> halved =
        x -> x.reshape(x.size(0), x.size(1) / 8, 8).sum(new int[] {2}).repeat(1, 8).add(x);
    agrees(
        halved,
        InputSpec.of("x", DataType.FLOAT32).axis("batch").axis("width", 16).multipleOf(8),
        List.of(new Shape(1, 8), new Shape(5, 24), new Shape(2, 400)));
    refused(halved, InputSpec.of("x", DataType.FLOAT32).axis("batch").axis("width", 16))
        .hasMessageContaining("multipleOf");
  }

  @Test
  void anExampleThatIsNoMultipleIsRefused() {
    assertThatThrownBy(() -> InputSpec.samples("x").axis("width", 20).multipleOf(8))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("axis width is a multiple of 8, which its example size 20 is not");
  }

  /** What the runs first allow, a division of the length itself, is wrong at other lengths. */
  @Test
  void aDivisionOfALengthThatWasPadded() throws Exception {
    agrees(
        x -> {
          NDArray padded = paddedTo(8, x);
          return padded.mul(padded.size(1) / 9 + 1);
        },
        InputSpec.of("x", DataType.FLOAT32).axis("batch").axis("length", 47),
        sequences(1, 8, 13, 63, 64, 65, 96, 97, 256, 700));
  }

  @Test
  void aBoundOfALengthThatWasCut() throws Exception {
    agrees(
        x -> {
          NDArray first = x.get(":, 0:{}", x.size(1) / 9 + 1);
          return first.div(x.size(0)).div(Math.max(first.size(1), 10));
        },
        InputSpec.of("x", DataType.FLOAT32).axis("batch").axis("length", 42),
        sequences(1, 13, 80, 81, 90, 97, 256, 700));
  }

  @Test
  void aNumberOfStepsThatNoRunTellsIsRefusedWithItsLine() {
    refused(x -> x.sum(new int[] {1}).mul((x.size(1) * 7 % 11) * (x.size(1) / 5 % 3)), SEQUENCE)
        .hasMessageContaining("sequence")
        .hasMessageContaining("NDArray.mul")
        .hasMessageContaining("FarSizesTest.java")
        .hasMessageContaining("compute");
  }

  private static NDArray paddedTo(long multiple, NDArray x) {
    long missing = multiple - x.size(1) % multiple;
    return x.concat(x.getManager().zeros(new Shape(x.size(0), missing)), 1);
  }

  /** The length that was cut is 7 in nearly every run, which says little about it. */
  @Test
  void paddingOfALengthThatWasCutTwice() throws Exception {
    agrees(
        x -> {
          NDArray first = x.get(":, 0:{}", x.size(1) / 9 + 1).mul(1);
          return paddedTo(4, first.get(":, 0:{}", Math.min(first.size(1), 7)));
        },
        InputSpec.of("x", DataType.FLOAT32).axis("batch").axis("length", 53),
        sequences(1, 8, 9, 17, 18, 27, 29, 36, 40, 53, 54, 63, 64, 300));
  }

  @Test
  void aChoiceForMultiplesIsRefusedWhereTheExampleIsNone() {
    for (long example : new long[] {13, 22, 37, 44, 100}) {
      refused(
              x -> x.mul(x.size(1) % 8 == 0 ? 2 : 3),
              InputSpec.of("x", DataType.FLOAT32).axis("batch").axis("length", example))
          .hasMessageContaining("length")
          .hasMessageContaining("FarSizesTest.java");
    }
  }

  @Test
  void placesBetweenTwoNumbers() throws Exception {
    agrees(
        x -> x.mul(x.getManager().linspace(-1f, 2f, Math.toIntExact(x.size(1)))),
        SEQUENCE,
        sequences(1, 2, 3, 64, 100, 513));
  }

  @Test
  void meansOverAreas() throws Exception {
    InputSpec images =
        InputSpec.of("x", DataType.FLOAT32)
            .axis("batch")
            .axis(2)
            .axis("height", 12)
            .axis("width", 10);
    List<Shape> shapes =
        List.of(new Shape(1, 2, 1, 1), new Shape(3, 2, 7, 11), new Shape(2, 2, 40, 33));
    agrees(x -> x.getNDArrayInternal().interpolation(new long[] {5, 7}, 2, false), images, shapes);
    agrees(
        x ->
            x.getNDArrayInternal()
                .interpolation(new long[] {x.size(2) / 2 + 1, 2 * x.size(3)}, 2, false),
        images,
        shapes);
  }

  /** What the messages about calls that DJL's PyTorch engine lacks say to write instead. */
  @Test
  void whatStandsForCallsThatTheEngineLacks() throws Exception {
    List<Shape> shapes = sequences(1, 3, 65, 300);
    agrees(x -> x.add(x.square().add(1).sqrt()).log(), SEQUENCE, shapes);
    agrees(
        x -> {
          NDArray above = x.abs().add(1.5);
          return above.add(above.square().sub(1).sqrt()).log();
        },
        SEQUENCE,
        shapes);
    agrees(
        x -> {
          NDArray within = x.mul(0.9).clip(-0.9, 0.9);
          return within.add(1).div(within.neg().add(1)).log().div(2);
        },
        SEQUENCE,
        shapes);
    agrees(
        x -> {
          NDArray lengths = x.gt(0.3).toType(DataType.INT32, true).sum(new int[] {1});
          NDArray places = x.getManager().arange((float) x.size(1));
          return x.mul(places.lt(lengths.expandDims(1)).toType(x.getDataType(), false));
        },
        SEQUENCE,
        shapes);
    agrees(
        x -> x.expandDims(1).batchMatMul(x.expandDims(2)).squeeze(new int[] {1, 2}),
        SEQUENCE,
        shapes);
    agrees(
        x -> x.diagonal(0, 1, 2).sum(new int[] {-1}),
        InputSpec.samples("x", 5, 5),
        List.of(new Shape(1, 5, 5), new Shape(40, 5, 5)));
  }

  private static List<Shape> sequences(long... lengths) {
    return java.util.Arrays.stream(lengths).mapToObj(length -> new Shape(3, length)).toList();
  }

  private static Block block(UnaryOperator<NDArray> operation) {
    return new LambdaBlock(list -> new NDList(operation.apply(list.head())));
  }

  private AbstractThrowableAssert<?, ? extends Throwable> refused(
      UnaryOperator<NDArray> operation, InputSpec input) {
    return assertThatThrownBy(() -> export(block(operation), input))
        .isInstanceOf(ExportException.class);
  }

  private ExportSummary export(Block block, InputSpec input) throws IOException {
    block.initialize(
        manager,
        DataType.FLOAT32,
        new Shape(input.axes().stream().mapToLong(InputSpec.Axis::size).toArray()));
    return OnnxExporter.export(
        block, folder.resolve("model.onnx"), ExportOptions.named("m"), input);
  }

  private void agrees(UnaryOperator<NDArray> operation, InputSpec input, List<Shape> shapes)
      throws Exception {
    agrees(block(operation), input, shapes);
  }

  /** Both engines on shapes of the test's own. */
  private void agrees(Block block, InputSpec input, List<Shape> shapes) throws Exception {
    export(block, input);
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session =
        environment.createSession(Files.readAllBytes(folder.resolve("model.onnx")))) {
      for (Shape shape : shapes) {
        NDArray x = manager.arange((float) shape.size()).reshape(shape).div(shape.size()).sin();
        NDArray expected =
            block.forward(new ParameterStore(manager, false), new NDList(x), false).head();
        assertThat(run(environment, session, x)).as("on %s", shape).isEqualTo(expected.getShape());
        assertThat(values(environment, session, x))
            .as("on %s", shape)
            .usingElementComparator(
                (a, b) -> Math.abs(a - b) <= 1e-5 * Math.max(1, Math.abs(b)) ? 0 : 1)
            .containsExactly(boxed(expected.toFloatArray()));
      }
    }
  }

  private static Shape run(OrtEnvironment environment, OrtSession session, NDArray x)
      throws OrtException {
    try (OnnxTensor tensor =
            OnnxTensor.createTensor(
                environment, java.nio.FloatBuffer.wrap(x.toFloatArray()), x.getShape().getShape());
        OrtSession.Result result = session.run(Map.of("x", tensor))) {
      return new Shape(((OnnxTensor) result.get(0)).getInfo().getShape());
    }
  }

  private static Float[] boxed(float[] values) {
    Float[] boxed = new Float[values.length];
    for (int i = 0; i < values.length; i++) {
      boxed[i] = values[i];
    }
    return boxed;
  }

  private static Float[] values(OrtEnvironment environment, OrtSession session, NDArray x)
      throws OrtException {
    try (OnnxTensor tensor =
            OnnxTensor.createTensor(
                environment, java.nio.FloatBuffer.wrap(x.toFloatArray()), x.getShape().getShape());
        OrtSession.Result result = session.run(Map.of("x", tensor))) {
      java.nio.FloatBuffer buffer = ((OnnxTensor) result.get(0)).getFloatBuffer();
      float[] values = new float[buffer.remaining()];
      buffer.get(values);
      return boxed(values);
    }
  }
}

package io.edge4j.maven.quantize;

import static io.edge4j.maven.onnx.ModelFixture.attribute;
import static io.edge4j.maven.onnx.ModelFixture.body;
import static io.edge4j.maven.onnx.ModelFixture.opset;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.edge4j.maven.inputs.InputSettings;
import io.edge4j.maven.onnx.Model;
import io.edge4j.maven.onnx.ModelFixture;
import io.edge4j.maven.onnx.ModelSlice;
import io.edge4j.maven.onnx.ModelSlices;
import io.edge4j.maven.quantize.session.OrtModel;
import io.edge4j.maven.quantize.session.SlicedModel;
import io.edge4j.model.InputContract;
import io.edge4j.model.ModelFiles;
import io.edge4j.model.OnnxHeader;
import io.edge4j.model.Recipe;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models that run in slices, because whole they would not fit. */
class LargeModelTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(longs = {1, 60_000, 1L << 30})
  void slicesComputeWhatTheWholeModelComputes(long largest) throws Exception {
    Path file = folder.resolve("model.onnx");
    new LargeModel(2, 64, 128).write(file, false);
    List<ModelSlice> slices = ModelSlices.of(Model.read(file), largest).orElseThrow();

    SlicedModel sliced = SlicedModel.of(file, 1, folder, largest).orElseThrow();
    RandomJudge.Reference found = new RandomJudge(contract(file)).reference(sliced, 3);

    assertThat(slices.size() > 1).isEqualTo(largest < 1L << 30);
    try (OrtModel whole = OrtModel.open(file, 1)) {
      assertThat(RandomJudge.compare(found, whole).differences().relativeError().orElseThrow())
          .isLessThan(1e-5);
    }
  }

  @Test
  void aWeightBehindATransposeGoesIntoEverySliceThatReadsIt() throws Exception {
    Path file =
        opset(17)
            .input("x", 2, 8)
            .weight("w", 8, 8)
            .node("Transpose", List.of("w"), List.of("t"))
            .node("MatMul", List.of("x", "t"), List.of("a"))
            .node("MatMul", List.of("a", "t"), List.of("y"))
            .output("y", 2, 8)
            .write(folder.resolve("transposed.onnx"));

    List<ModelSlice> slices = ModelSlices.of(Model.read(file), 1).orElseThrow();

    assertThat(slices).extracting(ModelSlice::inputs).containsExactly(List.of("x"), List.of("a"));
    assertThat(slices).allSatisfy(slice -> assertThat(slice.nodes()).hasSize(2));
  }

  @Test
  void branchesAndBodiesTakeAlongWhatTheyReadFromOutside() throws Exception {
    ModelFixture yes =
        body("yes").node("MatMul", List.of("a", "outer"), List.of("yes_y")).output("yes_y", 3, 8);
    ModelFixture no =
        body("no")
            .weight("inner", 8, 8)
            .node("MatMul", List.of("a", "inner"), List.of("product"))
            .node("Add", List.of("product", "x"), List.of("no_y"))
            .output("no_y", 3, 8);
    ModelFixture step =
        body("step")
            .input("sum", 8)
            .input("row", 8)
            .node("MatMul", List.of("row", "outer"), List.of("turned"))
            .node("Add", List.of("sum", "turned"), List.of("next"))
            .node("Identity", List.of("next"), List.of("seen"))
            .output("next", 8)
            .output("seen", 8);
    Path file =
        opset(17)
            .input("x", 3, 8)
            .typedInput("which", DataType.BOOL_VALUE)
            .weight("first", 8, 8)
            .weight("outer", 8, 8)
            .weight("start", 8)
            .weight("last", 8, 8)
            .node("MatMul", List.of("x", "first"), List.of("a"))
            .node(
                "If",
                List.of("which"),
                List.of("b"),
                attribute("then_branch", yes),
                attribute("else_branch", no))
            .node(
                "Scan",
                List.of("start", "b"),
                List.of("sum_end", "c"),
                attribute("body", step),
                attribute("num_scan_inputs", 1))
            .node("MatMul", List.of("c", "last"), List.of("y"))
            .output("y", 3, 8)
            .output("sum_end", 8)
            .write(folder.resolve("branches.onnx"));

    assertThat(ModelSlices.of(Model.read(file), 1).orElseThrow()).hasSize(4);
    SlicedModel sliced = SlicedModel.of(file, 1, folder, 1).orElseThrow();
    RandomJudge.Reference found = new RandomJudge(contract(file)).reference(sliced, 16);

    try (OrtModel whole = OrtModel.open(file, 1)) {
      assertThat(RandomJudge.compare(found, whole).differences().relativeError().orElseThrow())
          .isLessThan(1e-6);
    }
  }

  @Test
  void aModelThatGivesOutAConstantIsNotCut() throws Exception {
    Path file =
        opset(17)
            .input("x", 2, 8)
            .weight("w", 8, 8)
            .node("MatMul", List.of("x", "w"), List.of("y"))
            .output("y", 2, 8)
            .output("w", 8, 8)
            .write(folder.resolve("constant.onnx"));

    assertThat(ModelSlices.of(Model.read(file), 1)).isEmpty();
  }

  /** Its weights lie beside it only until it is judged. The large weight is a hole in a file. */
  @Test
  void aLargeBlockwiseModelIsOneFileInTheEnd() throws Exception {
    int width = 8192;
    try (RandomAccessFile data = new RandomAccessFile(folder.resolve("w.bin").toFile(), "rw")) {
      data.setLength((long) width * width * Float.BYTES);
    }
    Path fp32 =
        opset(17)
            .input("x", 1, width)
            .initializer(
                ModelFixture.header("w", DataType.FLOAT_VALUE, width, width)
                    .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                    .addExternalData(
                        StringStringEntryProto.newBuilder().setKey("location").setValue("w.bin"))
                    .build())
            .node("MatMul", List.of("x", "w"), List.of("zeros"))
            .node("Add", List.of("zeros", "x"), List.of("y"))
            .output("y", 1, width)
            .write(folder.resolve("large.onnx"));
    Path blockwise = folder.resolve("result").resolve("blockwise.onnx");

    new QuantizationStage()
        .run(
            new QuantizationRequest(
                fp32,
                blockwise,
                InputSettings.NONE,
                null,
                RecipeChoice.of(Recipe.BLOCKWISE.label()),
                1,
                ModelIdentity.unchanged("test"),
                folder.resolve("quantize.json"),
                QuantizationOptions.DEFAULT),
            line -> {});

    assertThat(ModelFiles.of(blockwise).isOneFile()).isTrue();
    assertThat(ModelFiles.of(blockwise).bytes()).isBetween(1L << 26, 80L << 20);
  }

  private static InputContract contract(Path file) throws Exception {
    return InputContract.of(OnnxHeader.read(file).inputs());
  }
}

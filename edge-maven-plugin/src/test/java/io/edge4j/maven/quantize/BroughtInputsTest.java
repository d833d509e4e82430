package io.edge4j.maven.quantize;

import static io.edge4j.maven.onnx.ModelFixture.attribute;
import static io.edge4j.maven.onnx.ModelFixture.longs;
import static io.edge4j.maven.onnx.ModelFixture.opset;
import static io.edge4j.maven.onnx.ModelFixture.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.edge4j.maven.inputs.InputSetting;
import io.edge4j.maven.inputs.InputSettings;
import io.edge4j.maven.onnx.ModelFixture;
import io.edge4j.maven.stage.StageException;
import io.edge4j.model.Domain;
import io.edge4j.model.Fact;
import io.edge4j.model.InputContract;
import io.edge4j.model.ModelMetadata;
import io.edge4j.model.Origin;
import io.edge4j.model.Recipe;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models of other people, whose inputs are not one tensor of known size. */
class BroughtInputsTest {
  private static final int ROWS = 512;
  private static final int WIDTH = 32;

  @TempDir Path folder;
  private final List<String> log = new ArrayList<>();

  @Test
  void idsAreDrawnFromAllOfTheirTable() throws Exception {
    QuantizationReport report = quantize(encoder(), InputSettings.NONE);

    assertThat(report.inputs())
        .containsExactly(
            "input input_ids: int64[batch=1, sequence=8], 0 to 511",
            "input attention_mask: int64[batch=1, sequence=8], always 1",
            "input token_type_ids: int64[batch=1, sequence=8], 0 to 1",
            "assumed: batch is 1: samples are run one by one where the model allows it",
            "assumed: sequence is 8: the first of 8, 2, 1, 16, 32, 64, 128, 224, 256, 320, 512"
                + " that the model takes",
            "assumed: input_ids takes 0 to 511: its table has 512 rows",
            "assumed: attention_mask takes always 1: it is called a mask",
            "assumed: token_type_ids takes 0 to 1: its table has 2 rows");
    // Rows 0 and 1 hold zeros: ids of 0 and 1 would leave nothing to compare.
    assertThat(report.errors())
        .singleElement()
        .satisfies(error -> assertThat(error.relativeL2()).isBetween(1e-4, 0.05));
    assertThat(log).contains("assumed: input_ids takes 0 to 511: its table has 512 rows");
  }

  @Test
  void whatWasAssumedTravelsInTheModel() throws Exception {
    quantize(encoder(), InputSettings.NONE);

    InputContract contract = ModelMetadata.of(optimized()).inputs();
    assertThat(contract.input("input_ids").orElseThrow().domain())
        .isEqualTo(Fact.assumed(new Domain.Range(0, 511), "its table has 512 rows"));
    assertThat(contract.sizes().get("sequence").isAssumed()).isTrue();
  }

  @Test
  void sizesOfThePomAreUsedAndNotCalledAssumed() throws Exception {
    QuantizationReport report =
        quantize(encoder(), new InputSettings(Map.of("sequence", "16,24"), List.of()));

    assertThat(report.inputs())
        .contains(
            "input input_ids: int64[batch=1, sequence=16], 0 to 511",
            "input input_ids: int64[batch=1, sequence=24], 0 to 511")
        .noneMatch(line -> line.startsWith("assumed: sequence"));
    // Eight runs of each of the two sizes.
    assertThat(report.errors())
        .singleElement()
        .extracting(OutputError::values)
        .isEqualTo((8L * 16 + 8L * 24) * WIDTH);
    assertThat(ModelMetadata.of(optimized()).inputs().sizes())
        .containsEntry("sequence", Fact.of(List.of(16L, 24L), Origin.METADATA));
  }

  @Test
  void aStateAndASampleRateAreGuessed() throws Exception {
    QuantizationReport report = quantize(speech(512), InputSettings.NONE);

    assertThat(report.inputs())
        .startsWith(
            "input input: float[1, 512], standard normal",
            "input state: float[2, 1, 4], standard normal",
            "input sr: int64[], always 16000");
    assertThat(report.errors()).extracting(OutputError::output).containsExactly("out", "next");
  }

  @Test
  void sizesThatNoGuessHitsAreAskedForByName() throws Exception {
    Path model = speech(777 * 64);
    assertThatThrownBy(() -> quantize(model, InputSettings.NONE))
        .isInstanceOf(StageException.class)
        .hasMessageContaining("<onnxModel>")
        .hasMessageContaining("it ran with none of the sizes that were tried")
        .hasMessageContaining("input[1] 8, 2, 1, 16, 32, 64, 128, 224, 256, 320, 512")
        .hasMessageContaining(
            "<inputs><input><name>input</name><shape>...</shape></input></inputs>")
        .hasMessageContaining("ONNX Runtime said at the first");
  }

  @Test
  void aShapeInThePomSettlesIt() throws Exception {
    InputSetting shape =
        new InputSetting("input", "1," + 777 * 64, null, null, null, null, null, null, null, null);
    QuantizationReport report =
        quantize(speech(777 * 64), new InputSettings(Map.of(), List.of(shape)));

    assertThat(report.inputs()).contains("input input: float[1, 49728], standard normal");
  }

  @Test
  void anInputThatTheModelHasNotIsRefused() throws Exception {
    Path model = encoder();
    assertThatThrownBy(() -> quantize(model, new InputSettings(Map.of("length", "16"), List.of())))
        .isInstanceOf(StageException.class)
        .hasMessageContaining("input_ids: int64[batch, sequence]");
  }

  /** As sentence encoders are: ids, a mask and segments of one shape with two symbols. */
  private Path encoder() throws Exception {
    ModelFixture model = opset(17);
    float[] table = model.normal(ROWS, WIDTH);
    Arrays.fill(table, 0, 2 * WIDTH, 0);
    for (String input : List.of("input_ids", "attention_mask", "token_type_ids")) {
      model.symbolicInput(input, DataType.INT64_VALUE, "batch", "sequence");
    }
    return model
        .initializer(tensor("words", table, ROWS, WIDTH))
        .initializer(tensor("segments", new float[2 * WIDTH], 2, WIDTH))
        .initializer(longs("last", new long[] {2}, 1))
        .weight("w", WIDTH, WIDTH)
        .node("Gather", List.of("words", "input_ids"), List.of("a"))
        .node("Gather", List.of("segments", "token_type_ids"), List.of("b"))
        .node("Add", List.of("a", "b"), List.of("c"))
        .node(
            "Cast", List.of("attention_mask"), List.of("m"), attribute("to", DataType.FLOAT_VALUE))
        .node("Unsqueeze", List.of("m", "last"), List.of("mm"))
        .node("Mul", List.of("c", "mm"), List.of("d"))
        .node("MatMul", List.of("d", "w"), List.of("y"))
        .output("y", -1, -1, WIDTH)
        .write(folder.resolve("encoder.onnx"));
  }

  /** As voice detectors are: a window of one length, a state, and the sample rate as a scalar. */
  private Path speech(int window) throws Exception {
    return opset(17)
        .symbolicInput("input", DataType.FLOAT_VALUE, "", "")
        .symbolicInput("state", DataType.FLOAT_VALUE, "2", "", "4")
        .symbolicInput("sr", DataType.INT64_VALUE)
        .initializer(longs("frames", new long[] {1, window / 64, 64}, 3))
        .initializer(longs("first", new long[] {1}, 1))
        .initializer(longs("rate", new long[] {16_000}))
        .weight("w", 64, 4)
        .node("Reshape", List.of("input", "frames"), List.of("a"))
        .node("MatMul", List.of("a", "w"), List.of("b"))
        .node("ReduceMean", List.of("b"), List.of("c"), attribute("axes", List.of(1L)))
        .node("Equal", List.of("sr", "rate"), List.of("known"))
        .node("Cast", List.of("known"), List.of("k"), attribute("to", DataType.FLOAT_VALUE))
        .node("Mul", List.of("c", "k"), List.of("out"))
        .node("Add", List.of("state", "out"), List.of("next"))
        .output("out", -1, -1, 4)
        .output("next", 2, -1, 4)
        .write(folder.resolve("speech.onnx"));
  }

  private Path optimized() {
    return folder.resolve("optimized.onnx");
  }

  private QuantizationReport quantize(Path model, InputSettings inputs) throws Exception {
    return new QuantizationStage()
        .run(
            new QuantizationRequest(
                model,
                optimized(),
                inputs,
                null,
                RecipeChoice.of(Recipe.DYNAMIC),
                1,
                "edge-maven-plugin test",
                folder.resolve("quantize.json"),
                QuantizationOptions.DEFAULT),
            log::add);
  }
}

package io.edge4j.maven.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edge4j.maven.compare.OutputDifference;
import io.edge4j.maven.inputs.InputSetting;
import io.edge4j.maven.inputs.InputSettings;
import io.edge4j.maven.onnx.ForeignModels;
import io.edge4j.maven.stage.StageException;
import io.edge4j.model.Domain;
import io.edge4j.model.Fact;
import io.edge4j.model.InputContract;
import io.edge4j.model.ModelMetadata;
import io.edge4j.model.Origin;
import io.edge4j.model.Recipe;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models of other people, whose inputs are not one tensor of known size. */
class BroughtInputsTest {
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
        .satisfies(error -> assertThat(error.relativeError()).isBetween(1e-4, 0.05));
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
        .extracting(OutputDifference::values)
        .isEqualTo((8L * 16 + 8L * 24) * ForeignModels.WIDTH);
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
    assertThat(report.errors()).extracting(OutputDifference::output).containsExactly("out", "next");
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

  private Path encoder() throws Exception {
    return ForeignModels.encoder(folder.resolve("encoder.onnx"));
  }

  private Path speech(int window) throws Exception {
    return ForeignModels.speech(folder.resolve("speech.onnx"), window);
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
                ModelIdentity.unchanged("edge-maven-plugin test"),
                folder.resolve("quantize.json"),
                QuantizationOptions.DEFAULT),
            log::add);
  }
}

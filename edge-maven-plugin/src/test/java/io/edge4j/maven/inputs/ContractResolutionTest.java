package io.edge4j.maven.inputs;

import static io.edge4j.maven.onnx.ModelFixture.opset;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.TensorProto;
import io.edge4j.maven.onnx.Model;
import io.edge4j.maven.onnx.ModelFixture;
import io.edge4j.model.Domain;
import io.edge4j.model.Fact;
import io.edge4j.model.InputContract;
import io.edge4j.model.OnnxHeader;
import io.edge4j.model.Origin;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContractResolutionTest {
  private static final int FLOAT = TensorProto.DataType.FLOAT_VALUE;
  private static final int INT64 = TensorProto.DataType.INT64_VALUE;

  @TempDir Path folder;

  @Test
  void idsAreThoseOfTheirTable() throws Exception {
    InputContract contract =
        resolve(
            opset(17)
                .typedInput("ids", INT64, -1, -1)
                .weight("table", 300, 4)
                .node("Gather", List.of("table", "ids"), List.of("y"))
                .output("y", -1, -1, 4));
    assertThat(contract.inputs().get(0).domain())
        .isEqualTo(Fact.assumed(new Domain.Range(0, 299), "its table has 300 rows"));
  }

  @Test
  void idsAreFollowedThroughNodesThatPassThemOn() throws Exception {
    InputContract contract =
        resolve(
            opset(13)
                .typedInput("ids", TensorProto.DataType.INT32_VALUE, -1)
                .weight("table", 300, 4)
                .initializer(ModelFixture.longs("axes", new long[] {0}, 1))
                .node("Unsqueeze", List.of("ids", "axes"), List.of("row"))
                .node("Identity", List.of("row"), List.of("same"))
                .node("Gather", List.of("table", "same"), List.of("y"))
                .output("y", 1, -1, 4));
    assertThat(contract.inputs().get(0).domain().value()).isEqualTo(new Domain.Range(0, 299));
  }

  @Test
  void theSmallestOfSeveralTablesCounts() throws Exception {
    InputContract contract =
        resolve(
            opset(17)
                .typedInput("ids", INT64, -1, -1)
                .weight("large", 300, 4)
                .weight("small", 20, 4)
                .node("Gather", List.of("large", "ids"), List.of("a"))
                .node("Gather", List.of("small", "ids"), List.of("b"))
                .node("Add", List.of("a", "b"), List.of("y"))
                .output("y", -1, -1, 4));
    assertThat(contract.inputs().get(0).domain().value()).isEqualTo(new Domain.Range(0, 19));
  }

  @Test
  void whatNoTableReadsAndHasTheShapeOfIdsIsAMask() throws Exception {
    InputContract contract =
        resolve(
            opset(17)
                .typedInput("ids", INT64, 1, 8)
                .typedInput("visible", INT64, 1, 8)
                .weight("table", 300, 4)
                .node("Gather", List.of("table", "ids"), List.of("y"))
                .node("Identity", List.of("visible"), List.of("z"))
                .output("y", 1, 8, 4)
                .typedOutput("z", INT64, 1, 8));
    assertThat(contract.inputs().get(1).domain().value()).isEqualTo(new Domain.Fill(1));
  }

  @Test
  void thePomIsStrongerThanATable() throws Exception {
    Path file =
        opset(17)
            .typedInput("ids", INT64, -1, -1)
            .weight("table", 300, 4)
            .node("Gather", List.of("table", "ids"), List.of("y"))
            .output("y", -1, -1, 4)
            .write(folder.resolve("m.onnx"));
    InputSettings settings =
        new InputSettings(
            Map.of(),
            List.of(
                new InputSetting("ids", null, "5,99", null, null, null, null, null, null, null)));
    assertThat(
            ContractResolution.resolve(
                    Model.read(file), InputContract.of(OnnxHeader.read(file).inputs()), settings)
                .inputs()
                .get(0)
                .domain())
        .isEqualTo(Fact.of(new Domain.Range(5, 99), Origin.POM));
  }

  @Test
  void theSamplesOfADatasetSizeWhatIsOpen() throws Exception {
    InputContract contract =
        ContractResolution.withSizes(
            resolve(
                opset(17)
                    .symbolicInput("x", FLOAT, "", "3", "", "")
                    .node("Relu", List.of("x"), List.of("y"))
                    .output("y", -1, 3, -1, -1)),
            Map.of("x[2]", 32L, "x[3]", 48L));
    assertThat(contract.sampleShape()).containsExactly(3L, 32L, 48L);
  }

  @Test
  void theFirstAttemptHasOneSampleAndOneSizeForAllElse() throws Exception {
    SizeAttempts attempts =
        new SizeAttempts(
            resolve(
                opset(17)
                    .symbolicInput("x", FLOAT, "", "", "80")
                    .node("Relu", List.of("x"), List.of("y"))
                    .output("y", -1, -1, 80)));
    assertThat(attempts.contracts().get(0).sizeSets())
        .containsExactly(Map.of("x[0]", 1L, "x[1]", 8L));
  }

  @Test
  void heightAndWidthAreTriedAtSizesOfImages() throws Exception {
    SizeAttempts attempts =
        new SizeAttempts(
            resolve(
                opset(17)
                    .symbolicInput("x", FLOAT, "", "3", "", "")
                    .node("Relu", List.of("x"), List.of("y"))
                    .output("y", -1, 3, -1, -1)));
    assertThat(attempts.contracts().get(0).sizeSets())
        .containsExactly(Map.of("x[0]", 1L, "x[2]", 224L, "x[3]", 224L));
  }

  private InputContract resolve(ModelFixture model) throws Exception {
    Path file = model.write(folder.resolve("m.onnx"));
    return ContractResolution.resolve(
        Model.read(file), InputContract.of(OnnxHeader.read(file).inputs()), InputSettings.NONE);
  }
}

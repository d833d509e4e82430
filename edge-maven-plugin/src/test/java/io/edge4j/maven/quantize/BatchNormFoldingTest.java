package io.edge4j.maven.quantize;

import static io.edge4j.maven.onnx.ModelFixture.attribute;
import static io.edge4j.maven.onnx.ModelFixture.opset;
import static io.edge4j.maven.onnx.ModelFixture.tensor;
import static org.assertj.core.api.Assertions.assertThat;

import io.edge4j.maven.onnx.BatchNormFolding;
import io.edge4j.maven.onnx.ExternalData;
import io.edge4j.maven.onnx.Initializer;
import io.edge4j.maven.onnx.Model;
import io.edge4j.maven.onnx.ModelFixture;
import io.edge4j.maven.onnx.Node;
import io.edge4j.model.InputContract;
import io.edge4j.model.OnnxHeader;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is folded computes the same in ONNX Runtime as what was there before. */
class BatchNormFoldingTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aConvolutionTakesItsNormalizationIn(boolean bias) throws Exception {
    ModelFixture model =
        norm(
            opset(17)
                .input("x", 1, 2, 6, 6)
                .weight("w", 4, 1, 3, 3)
                .weight("b", 4)
                .node(
                    "Conv",
                    bias ? List.of("x", "w", "b") : List.of("x", "w"),
                    List.of("c"),
                    attribute("group", 2)),
            "c",
            "y",
            4);

    assertFolded(model.output("y", 1, 4, 4, 4), "Conv");
  }

  @Test
  void aTransposedConvolutionOfTwoGroupsTakesItsNormalizationIn() throws Exception {
    ModelFixture model =
        norm(
            opset(13)
                .input("x", 1, 4, 5, 5)
                .weight("w", 4, 3, 2, 2)
                .node("ConvTranspose", List.of("x", "w"), List.of("c"), attribute("group", 2)),
            "c",
            "y",
            6);

    assertFolded(model.output("y", 1, 6, 6, 6), "ConvTranspose");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1})
  void aFullyConnectedLayerTakesItsNormalizationIn(long transB) throws Exception {
    ModelFixture model =
        norm(
            opset(13)
                .input("x", 3, 5)
                .weight("w", transB == 1 ? new long[] {4, 5} : new long[] {5, 4})
                .weight("b", 4)
                .node(
                    "Gemm",
                    List.of("x", "w", "b"),
                    List.of("c"),
                    attribute("transB", transB),
                    attribute("alpha", 0.5f),
                    attribute("beta", 3f)),
            "c",
            "y",
            4);

    assertFolded(model.output("y", 3, 4), "Gemm");
  }

  @Test
  void factorsAndSummandsOfAChannelAreFoldedOneAfterTheOther() throws Exception {
    ModelFixture model =
        opset(13)
            .input("x", 1, 2, 6, 6)
            .weight("w", 4, 2, 3, 3)
            .weight("factor", 1, 4, 1, 1)
            .weight("summand", 4, 1, 1)
            .weight("one", 1)
            .node("Conv", List.of("x", "w"), List.of("c"))
            .node("Mul", List.of("factor", "c"), List.of("m"))
            .node("Add", List.of("m", "summand"), List.of("a"))
            .node("Add", List.of("a", "one"), List.of("y"))
            .output("y", 1, 4, 4, 4);

    assertFolded(model, "Conv");
  }

  @Test
  void aSummandAlongTheWidthIsNoSummandOfChannels() throws Exception {
    ModelFixture model =
        opset(13)
            .input("x", 1, 2, 6, 6)
            .weight("w", 4, 2, 3, 3)
            .weight("columns", 4)
            .node("Conv", List.of("x", "w"), List.of("c"))
            .node("Add", List.of("c", "columns"), List.of("y"))
            .output("y", 1, 4, 4, 4);

    assertFolded(model, "Conv", "Add");
  }

  @Test
  void aLayerWhoseResultIsReadTwiceStays() throws Exception {
    ModelFixture model =
        norm(
            opset(13)
                .input("x", 1, 2, 6, 6)
                .weight("w", 4, 2, 3, 3)
                .node("Conv", List.of("x", "w"), List.of("c")),
            "c",
            "n",
            4);

    assertFolded(
        model.node("Sub", List.of("n", "c"), List.of("y")).output("y", 1, 4, 4, 4),
        "Conv",
        "BatchNormalization",
        "Sub");
  }

  @Test
  void anotherLayerOfTheSameWeightKeepsItsOwn() throws Exception {
    ModelFixture model =
        norm(
            opset(13)
                .input("x", 1, 2, 6, 6)
                .weight("w", 4, 2, 3, 3)
                .node("Conv", List.of("x", "w"), List.of("c"))
                .node("Conv", List.of("x", "w"), List.of("d")),
            "c",
            "n",
            4);

    assertFolded(
        model.node("Add", List.of("n", "d"), List.of("y")).output("y", 1, 4, 4, 4),
        "Conv",
        "Conv",
        "Add");
  }

  @Test
  void nothingStaysOfWhatWasFolded() throws Exception {
    ModelFixture fixture =
        norm(
            opset(13)
                .input("x", 1, 2, 6, 6)
                .weight("w", 4, 2, 3, 3)
                .node("Conv", List.of("x", "w"), List.of("c")),
            "c",
            "y",
            4);
    Model model = Model.read(fixture.output("y", 1, 4, 4, 4).write(folder.resolve("m.onnx")));

    assertThat(BatchNormFolding.fold(model)).hasSize(1);
    assertThat(model.graph().initializers())
        .extracting(Initializer::dims)
        .containsExactlyInAnyOrder(List.of(4L, 2L, 3L, 3L), List.of(4L));
  }

  @Test
  void aChannelOfNoVarianceAtAllIsNotFoldedIntoInfinity() throws Exception {
    ModelFixture model =
        opset(13)
            .input("x", 1, 2, 6, 6)
            .weight("w", 4, 2, 3, 3)
            .node("Conv", List.of("x", "w"), List.of("c"))
            .weight("gamma", 4)
            .weight("beta", 4)
            .weight("mean", 4)
            .initializer(tensor("variance", new float[] {1, 0, 1, 1}, 4))
            .node(
                "BatchNormalization",
                List.of("c", "gamma", "beta", "mean", "variance"),
                List.of("y"),
                attribute("epsilon", 0f))
            .output("y", 1, 4, 4, 4);
    Model read = Model.read(model.write(folder.resolve("m.onnx")));

    assertThat(BatchNormFolding.fold(read)).isEmpty();
  }

  private static ModelFixture norm(ModelFixture model, String from, String to, int channels) {
    float[] variance = new float[channels];
    for (int i = 0; i < channels; i++) {
      variance[i] = 0.25f + i;
    }
    return model
        .weight("gamma", channels)
        .weight("beta", channels)
        .weight("mean", channels)
        .initializer(tensor("variance", variance, channels))
        .node(
            "BatchNormalization",
            List.of(from, "gamma", "beta", "mean", "variance"),
            List.of(to),
            attribute("epsilon", 0.01f));
  }

  private void assertFolded(ModelFixture fixture, String... operators) throws Exception {
    Path before = fixture.write(folder.resolve("before.onnx"));
    Model model = Model.read(before);
    BatchNormFolding.fold(model);
    Path after = folder.resolve("after.onnx");
    model.write(after, ExternalData.WHEN_NEEDED);

    assertThat(model.graph().nodes()).extracting(Node::opType).containsExactly(operators);
    assertThat(
            new Judge(null, InputContract.of(OnnxHeader.read(before).inputs()), 1, line -> {})
                .compare(before, after)
                .differences()
                .relativeError()
                .orElseThrow())
        .isLessThan(1e-6);
  }
}

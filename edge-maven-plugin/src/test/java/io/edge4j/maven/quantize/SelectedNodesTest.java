package io.edge4j.maven.quantize;

import static org.assertj.core.api.Assertions.assertThat;

import io.edge4j.maven.onnx.Model;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which nodes of the seed's network a selection lets recipe dynamic or static touch. */
class SelectedNodesTest {

  @Test
  void includeTakesWhatOnePatternMatches() throws Exception {
    assertThat(selected(new NodeSelection(List.of("*.3/*"), List.of(), List.of(), false)))
        .containsExactly("/features/features.3/Conv", "/classifier/classifier.3/Gemm");
  }

  @Test
  void excludeKeepsWhatOnePatternMatches() throws Exception {
    assertThat(
            selected(
                new NodeSelection(
                    List.of(), List.of("/features/*", "/classifier/*.0/*"), List.of(), false)))
        .containsExactly(
            "/classifier/classifier.1/Gemm",
            "/classifier/classifier.2/Relu",
            "/classifier/classifier.3/Gemm");
  }

  @Test
  void opTypesTakesThoseOperators() throws Exception {
    assertThat(selected(new NodeSelection(List.of(), List.of(), List.of("Gemm"), false)))
        .containsExactly("/classifier/classifier.1/Gemm", "/classifier/classifier.3/Gemm");
  }

  @Test
  void theHeadIsWhatNoConvolutionDependsOn() throws Exception {
    assertThat(selected(new NodeSelection(List.of(), List.of(), List.of(), true)))
        .containsExactly(
            "/features/features.4/Relu",
            "/features/features.5/MaxPool",
            "/classifier/classifier.0/Flatten",
            "/classifier/classifier.1/Gemm",
            "/classifier/classifier.2/Relu",
            "/classifier/classifier.3/Gemm");
  }

  @Test
  void charactersOfRegularExpressionsMeanThemselves() throws Exception {
    assertThat(
            selected(
                new NodeSelection(
                    List.of("/classifier/classifier?1/Gemm", ".*"), null, null, false)))
        .isEmpty();
  }

  private static List<String> selected(NodeSelection selection) throws Exception {
    Model model = SeedCnn.model("fp32.onnx");
    SelectedNodes selected = new SelectedNodes(model, selection);
    return model.graph().nodes().stream()
        .filter(
            node -> {
              try {
                selected.check(node);
                return true;
              } catch (NotQuantizable reason) {
                assertThat(reason).hasMessageMatching("(?s).+");
                return false;
              }
            })
        .map(SelectedNodes::name)
        .toList();
  }
}

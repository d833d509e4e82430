package io.edge4j.maven.quantize;

import static org.assertj.core.api.Assertions.assertThat;

import io.edge4j.maven.compare.OutputDifference;
import io.edge4j.maven.onnx.ExternalData;
import io.edge4j.maven.onnx.Model;
import io.edge4j.maven.quantize.session.OrtModel;
import io.edge4j.model.InputContract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A model quantized, loaded, and run beside its fp32 self on random inputs. */
record Comparison(
    Path int8,
    List<NodeDecision> nodes,
    List<OutputDifference> errors,
    Map<String, Long> operators) {

  static Comparison of(Path fp32, Path folder) throws Exception {
    return of(fp32, folder, DynamicOptions.DEFAULT);
  }

  static Comparison of(Path fp32, Path folder, DynamicOptions options) throws Exception {
    return of(fp32, folder, model -> DynamicallyQuantized.apply(options, model));
  }

  /** Changes a model in place, and tells what became of its nodes. */
  @FunctionalInterface
  interface Quantizing {
    List<NodeDecision> apply(Model model) throws Exception;
  }

  static Comparison of(Path fp32, Path folder, Quantizing recipe) throws Exception {
    Model model = Model.read(fp32);
    List<NodeDecision> nodes = recipe.apply(model);
    Path int8 = Files.createTempDirectory(folder, "int8").resolve("int8.onnx");
    model.write(int8, ExternalData.WHEN_NEEDED);
    try (OrtModel before = OrtModel.open(fp32, 1);
        OrtModel after = OrtModel.open(int8, 1)) {
      return new Comparison(
          int8,
          nodes,
          onRandomInputs(before, after).differences().outputs(),
          FusedOperators.of(int8, folder));
    }
  }

  Comparison isWithin(double relativeError) {
    assertThat(errors)
        .isNotEmpty()
        .allSatisfy(error -> assertThat(error.relativeError()).isLessThanOrEqualTo(relativeError));
    return this;
  }

  Comparison quantized(int count) {
    assertThat(nodes)
        .filteredOn(node -> node.outcome() == NodeDecision.Outcome.QUANTIZED)
        .hasSize(count);
    return this;
  }

  /** No product is left that ONNX Runtime would compute step by step. */
  Comparison fusedCompletely() {
    assertThat(operators).doesNotContainKey("MatMulInteger");
    return this;
  }

  Comparison runs(String operator, long count) {
    assertThat(operators).containsEntry(operator, count);
    return this;
  }

  Comparison isSmallerThan(Path fp32, double share) throws Exception {
    assertThat((double) Files.size(int8) / Files.size(fp32)).isLessThan(share);
    return this;
  }

  Model model() throws Exception {
    return Model.read(int8);
  }

  /** Why a node was left alone. */
  String reason(String node) {
    NodeDecision decision =
        nodes.stream().filter(n -> n.node().equals(node)).findFirst().orElseThrow();
    assertThat(decision.outcome()).isNotEqualTo(NodeDecision.Outcome.QUANTIZED);
    return decision.detail();
  }

  /** What a second model makes of the inputs that the first one ran on. */
  static Judgement onRandomInputs(OrtModel before, OrtModel after) throws Exception {
    return RandomJudge.compare(
        new RandomJudge(InputContract.of(before.inputs())).reference(before, RandomJudge.RUNS),
        after);
  }
}

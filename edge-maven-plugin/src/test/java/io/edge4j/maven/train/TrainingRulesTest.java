package io.edge4j.maven.train;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edge4j.maven.dataset.DatasetSpec;
import io.edge4j.maven.stage.StageException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingRulesTest {

  @Test
  void takesTheDefaults() {
    assertThatCode(() -> TrainingRules.validate(request("small-cnn", null, 3, 64, 0.001, 2)))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
  void refusesCountsBelowOne(int count) {
    assertRefused(
        request("small-cnn", null, count, 64, 0.001, 2), "<epochs> (edge.epochs) is " + count);
    assertRefused(
        request("small-cnn", null, 3, count, 0.001, 2), "<batchSize> (edge.batchSize) is " + count);
    assertRefused(
        request("small-cnn", null, 3, 64, 0.001, count),
        "<trainingThreads> (edge.trainingThreads) is " + count);
  }

  @ParameterizedTest
  @ValueSource(
      doubles = {0, -0.1, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1e-60})
  void refusesLearningRatesThatCannotLearn(double rate) {
    assertRefused(
        request("small-cnn", null, 3, 64, rate, 2),
        "<learningRate> (edge.learningRate) is " + rate,
        "0.001");
  }

  @Test
  void refusesAnUnknownArchitectureAndListsTheKnown() {
    assertRefused(
        request("resnet-9000", null, 3, 64, 0.001, 2),
        "<architecture> (edge.architecture) is 'resnet-9000'",
        "small-cnn",
        "<blockFactory>");
  }

  @Test
  void refusesTwoNetworksAndNone() {
    assertRefused(request("small-cnn", "a.Net", 3, 64, 0.001, 2), "only one", "a.Net");
    assertRefused(request(null, null, 3, 64, 0.001, 2), "Neither", "small-cnn");
    assertRefused(request(null, " ", 3, 64, 0.001, 2), "<blockFactory>", "is empty");
  }

  private static TrainingRequest request(
      String architecture, String factory, int epochs, int batch, double rate, int threads) {
    DatasetSpec dataset = new DatasetSpec("garments", null, 42, Map.of());
    return new TrainingRequest(
        dataset,
        architecture,
        factory,
        epochs,
        batch,
        rate,
        42,
        threads,
        Path.of("target"),
        Map.of(),
        TrainingOptions.DEFAULT);
  }

  private static void assertRefused(TrainingRequest request, String... parts) {
    assertThatThrownBy(() -> TrainingRules.validate(request))
        .isInstanceOf(StageException.class)
        .hasMessageContainingAll(parts);
  }
}

package io.edge4j.maven.mojo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edge4j.maven.benchmark.GateRule;
import io.edge4j.maven.stage.StageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BudgetConfigurationTest {
  private final BudgetConfiguration budget = new BudgetConfiguration();

  @Test
  void eachLineIsAGate() throws StageException {
    budget.maxSize = "250 KiB";
    budget.maxAccuracyLoss = 0.005;
    budget.minSpeedup = 1.05;
    budget.maxSlowdown = 0.02;

    assertThat(budget.rules(true))
        .containsExactly(
            new GateRule("onnx-optimized", "sizeBytes", 256_000.0, null),
            new GateRule("onnx-optimized", "accuracyLoss", 0.005, "onnx-fp32"),
            new GateRule("onnx-optimized", "speedup", 1.05, "onnx-fp32"),
            new GateRule("onnx-optimized", "speedup", 0.98, "baseline"));
  }

  @ParameterizedTest
  @CsvSource({"1000, 1000", "8MB, 8000000", "1.5 MiB, 1572864", "2kb, 2000", "1 GB, 1000000000"})
  void sizesHaveUnits(String size, double bytes) throws StageException {
    budget.maxSize = size;
    assertThat(budget.rules(false)).singleElement().extracting(GateRule::limit).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "large", "-5", "5 TB", "1,000"})
  void whatIsNoSizeIsRefused(String size) {
    budget.maxSize = size;
    assertThatThrownBy(() -> budget.rules(false))
        .isInstanceOf(StageException.class)
        .hasMessageContaining("<budget><maxSize> is '" + size + "'")
        .hasMessageContaining("for example 250 KiB");
  }

  @Test
  void aSlowdownNeedsAReleaseToCompareWith() {
    budget.maxSlowdown = 0.02;
    assertThatThrownBy(() -> budget.rules(false))
        .hasMessageContaining("<baseline>latest-release</baseline> (edge.baseline)");
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1, Double.NaN})
  void aSlowdownIsAShare(double share) {
    budget.maxSlowdown = share;
    assertThatThrownBy(() -> budget.rules(true)).hasMessageContaining("0.02 is 2 %");
  }

  @Test
  void anEmptyBudgetIsRefused() {
    assertThatThrownBy(() -> budget.rules(true)).hasMessageContaining("<budget> is empty");
  }
}

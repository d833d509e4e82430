package io.edge4j.maven.train.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edge4j.maven.stage.StageException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NameMappingTest {

  @Test
  void aStarStandsForTheSameTextOnBothSides() throws Exception {
    NameMapping mapping = NameMapping.of(List.of("conv1.* = 01Conv2d_*"));

    assertThat(mapping.target("conv1.weight")).hasValue("01Conv2d_weight");
    assertThat(mapping.target("conv12.weight")).hasValue("conv12.weight");
  }

  @Test
  void theFirstRuleThatFitsDecides() throws Exception {
    NameMapping mapping = NameMapping.of(List.of("fc.bias = b", "fc.* ="));

    assertThat(mapping.target("fc.bias")).hasValue("b");
    assertThat(mapping.target("fc.weight")).isEmpty();
  }

  @Test
  void whatNoRuleFitsKeepsItsName() throws Exception {
    assertThat(NameMapping.of(List.of()).target("w")).hasValue("w");
  }

  @Test
  void rulesThatFitNothingAreTold() throws Exception {
    NameMapping mapping = NameMapping.of(List.of("a.* = b_*", "c = d"));

    assertThat(mapping.unused(List.of("a.weight"))).containsExactly("c = d");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "= b", "a*b* = c", "a = b*", "a* = *b*"})
  void whatIsNoRuleIsRefused(String line) {
    assertThatThrownBy(() -> NameMapping.of(List.of(line)))
        .isInstanceOf(StageException.class)
        .hasMessageContainingAll("<mapping> of <initialWeights>", "'" + line + "'");
  }
}

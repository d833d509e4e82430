package io.edge4j.maven.mojo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edge4j.maven.benchmark.GateRule;
import io.edge4j.maven.stage.StageException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DeclaredGatesTest {
  private static final GateRule HERE = new GateRule("onnx-optimized", "sizeBytes", 1000.0, null);
  private static final GateRule ON_PI = new GateRule("onnx-optimized", "sizeBytes", 2000.0, null);
  private static final DeclaredGates BOTH =
      new DeclaredGates(List.of(gate(1000, null), gate(2000, "pi-zero")), null);

  @Test
  void aPomThatSaysNothingHasNoRulesSoThatTheDefaultsAdvise() throws Exception {
    DeclaredGates nothing = new DeclaredGates(null, null);

    assertThat(nothing.here(false)).isNull();
    assertThat(nothing.on("pi-zero")).isNull();
  }

  @Test
  void aGateOfADeviceIsHeldThereAndTheOthersHere() throws Exception {
    assertThat(BOTH.here(false)).containsExactly(HERE);
    assertThat(BOTH.on("pi-zero")).containsExactly(ON_PI);
    assertThat(BOTH.on("another")).isEmpty();
  }

  @Test
  void aBudgetIsOfThisMachineAndLeavesNoDefaultsToADevice() throws Exception {
    BudgetConfiguration budget = new BudgetConfiguration();
    budget.maxSize = "1000";
    DeclaredGates declared = new DeclaredGates(null, budget);

    assertThat(declared.here(false)).containsExactly(HERE);
    assertThat(declared.on("pi-zero")).isEmpty();
  }

  @Test
  void aGateOfADeviceThatThereIsNotIsRefused() {
    assertThatCode(() -> BOTH.requireDevices(List.of("pi-zero"))).doesNotThrowAnyException();
    assertThatThrownBy(() -> BOTH.requireDevices(List.of("pi-4", "pi-5")))
        .isInstanceOf(StageException.class)
        .hasMessage(
            "<gates>: <device> is 'pi-zero', which is not measured on; devices are: pi-4, pi-5");
    assertThatThrownBy(() -> BOTH.requireDevices(List.of()))
        .isInstanceOf(StageException.class)
        .hasMessageEndingWith("declare it in <devices>");
  }

  private static Gate gate(double limit, @Nullable String device) {
    Gate gate = new Gate();
    gate.variant = "onnx-optimized";
    gate.metric = "sizeBytes";
    gate.limit = limit;
    gate.device = device;
    return gate;
  }
}

package io.edge4j.maven.mojo;

import io.edge4j.maven.benchmark.GateRule;
import io.edge4j.maven.stage.StageException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a pom has to say about gates. Where it says nothing there are no rules, not even an empty
 * list of them: then the defaults advise.
 *
 * @param gates of {@code <gates>}, for this machine and for devices
 * @param budget their short form, for this machine
 */
record DeclaredGates(@Nullable List<Gate> gates, @Nullable BudgetConfiguration budget) {

  /** The rules of this machine. */
  @Nullable List<GateRule> here(boolean hasBaseline) throws StageException {
    if (areNone()) {
      return null;
    }
    List<GateRule> rules = new ArrayList<>();
    if (budget != null) {
      rules.addAll(budget.rules(hasBaseline));
    }
    stated().stream().filter(gate -> gate.device == null).map(Gate::rule).forEach(rules::add);
    return rules;
  }

  /** The rules of a device. */
  @Nullable List<GateRule> on(String device) {
    return areNone()
        ? null
        : stated().stream().filter(gate -> device.equals(gate.device)).map(Gate::rule).toList();
  }

  /**
   * Refuses gates of devices that there are not.
   *
   * @param devices names of those that are measured on
   */
  void requireDevices(List<String> devices) throws StageException {
    for (Gate gate : stated()) {
      if (gate.device != null && !devices.contains(gate.device)) {
        throw new StageException(
            "<gates>: <device> is '"
                + gate.device
                + "', which is not measured on; "
                + (devices.isEmpty()
                    ? "declare it in <devices>"
                    : "devices are: " + String.join(", ", devices)));
      }
    }
  }

  private boolean areNone() {
    return gates == null && budget == null;
  }

  private List<Gate> stated() {
    return gates == null ? List.of() : gates;
  }
}

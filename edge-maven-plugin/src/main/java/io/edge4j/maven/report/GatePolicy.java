package io.edge4j.maven.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which outcomes, beside {@code failed}, fail a build. Only gates that the pom states do: those of
 * a pom without any advise.
 *
 * @param inconclusiveFails whether an undecided gate does
 * @param baselineOutcomesThatFail of {@code first-release}, {@code offline} and {@code missing}:
 *     those in which gates against the baseline fail because there is none
 */
public record GatePolicy(boolean inconclusiveFails, Set<String> baselineOutcomesThatFail) {
  /** Said once below default gates that did not pass. */
  static final String DEFAULTS_ADVISE =
      "Default gates advise and fail no build; what <gates> in the pom states decides";

  /** Undecided gates and a missing baseline are warnings. */
  public static final GatePolicy DEFAULT = new GatePolicy(false, Set.of());

  public GatePolicy {
    baselineOutcomesThatFail = Set.copyOf(baselineOutcomesThatFail);
  }

  /** One line for each gate that fails the build; empty when none does. */
  public List<String> failureLines(BenchmarkReport report) {
    return report.gates().stream()
        .filter(gate -> fails(gate, report.baseline()))
        .map(GateResult::line)
        .toList();
  }

  /**
   * One line for each gate that is neither passed nor fails the build, and for each that passed
   * where it could not have failed.
   */
  public List<String> warningLines(BenchmarkReport report) {
    List<String> lines = new ArrayList<>();
    report.gates().stream()
        .filter(gate -> warns(gate, report.baseline()))
        .map(GateResult::line)
        .forEach(lines::add);
    if (report.gates().stream().anyMatch(GateResult::warnsOnly)) {
      lines.add(DEFAULTS_ADVISE);
    }
    return lines;
  }

  /** Whether a gate asks for a reader's attention and fails no build. */
  boolean warns(GateResult gate, @Nullable BaselineReport baseline) {
    return gate.outcome() == GateResult.Outcome.PASSED
        ? gate.sawTooLittle()
        : !fails(gate, baseline);
  }

  boolean fails(GateResult gate, @Nullable BaselineReport baseline) {
    return !gate.advisory() && failsAsStated(gate, baseline);
  }

  private boolean failsAsStated(GateResult gate, @Nullable BaselineReport baseline) {
    return switch (gate.outcome()) {
      case PASSED -> false;
      case FAILED -> true;
      case INCONCLUSIVE -> inconclusiveFails;
      case NOT_MEASURED ->
          baseline != null
              && gate.needsBaseline()
              && baselineOutcomesThatFail.contains(baseline.outcome());
    };
  }
}

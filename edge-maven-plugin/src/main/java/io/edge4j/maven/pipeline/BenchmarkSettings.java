package io.edge4j.maven.pipeline;

import io.edge4j.maven.benchmark.Baseline;
import io.edge4j.maven.benchmark.GateRule;
import io.edge4j.maven.benchmark.Gates;
import io.edge4j.maven.benchmark.Protocol;
import io.edge4j.maven.report.GatePolicy;
import io.edge4j.maven.stage.StageException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * How the models are measured, and what they have to keep.
 *
 * @param variants measured beside those of the build
 * @param baseline null to hold the model against no earlier release
 * @param gates null for the defaults
 * @param policy which outcomes, beside a failed gate, fail the build
 */
public record BenchmarkSettings(
    Protocol protocol,
    List<UserVariant> variants,
    BaselineSettings baseline,
    List<GateRule> gates,
    GatePolicy policy) {

  public BenchmarkSettings {
    variants = List.copyOf(variants);
    gates = gates == null ? null : List.copyOf(gates);
  }

  /**
   * @param ofTheBuild names of the variants that the build itself makes
   */
  void validate(List<String> ofTheBuild) throws StageException, IOException {
    protocol.validate();
    List<String> names = new ArrayList<>(ofTheBuild);
    if (baseline != null) {
      baseline.validate();
      names.add(Baseline.VARIANT);
    }
    for (int i = 0; i < variants.size(); i++) {
      variants.get(i).validate("<variants>, variant " + (i + 1), names);
      names.add(variants.get(i).name());
    }
    if (gates != null) {
      Gates.validate(gates, names);
    }
  }

  boolean needsPyTorch() {
    return variants.stream().anyMatch(variant -> !variant.isOnnx());
  }
}

package io.edge4j.maven.benchmark;

import io.edge4j.maven.metric.Metric;
import io.edge4j.maven.report.VariantName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Gates of a model that is measured at several sizes. A gate may name a variant at one size, {@code
 * onnx-optimized@sequence=128}; one that names the variant alone has to hold at every size.
 */
public final class SizedGates {
  private SizedGates() {}

  /**
   * All that a gate may name.
   *
   * @param variants names without sizes
   * @param labels what tells the sizes from each other
   */
  public static List<String> names(Collection<String> variants, List<String> labels) {
    Set<String> names = new LinkedHashSet<>(variants);
    for (String label : labels) {
      variants.forEach(variant -> names.add(VariantName.at(variant, label)));
    }
    return List.copyOf(names);
  }

  /** Each rule at each size that it is about. What comes out the same at all is asked once. */
  static List<GateRule> at(List<GateRule> rules, List<String> labels) {
    List<GateRule> sized = new ArrayList<>();
    for (GateRule rule : rules) {
      String own = VariantName.sizesOf(rule.variant());
      List<String> at =
          !own.isEmpty()
              ? List.of(own)
              : Metric.named(rule.metric()).orElseThrow().nature() == Metric.Nature.EXACT
                  ? labels.subList(0, 1)
                  : labels;
      at.forEach(label -> sized.add(at(rule, label)));
    }
    return sized;
  }

  private static GateRule at(GateRule rule, String label) {
    return new GateRule(
        named(rule.variant(), label),
        rule.metric(),
        rule.limit(),
        rule.relativeTo() == null ? null : named(rule.relativeTo(), label));
  }

  private static String named(String variant, String label) {
    return VariantName.sizesOf(variant).isEmpty() ? VariantName.at(variant, label) : variant;
  }
}

package io.edge4j.maven.mojo;

import io.edge4j.maven.benchmark.Baseline;
import io.edge4j.maven.benchmark.GateRule;
import io.edge4j.maven.stage.StageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The pom's {@code <budget>}: the usual gates in a line each. */
public final class BudgetConfiguration {
  private static final String OPTIMIZED = "onnx-optimized";
  private static final String FP32 = "onnx-fp32";
  private static final Pattern SIZE =
      Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*(B|KB|KIB|MB|MIB|GB|GIB)?");
  private static final Map<String, Long> UNITS =
      Map.of(
          "B", 1L,
          "KB", 1_000L,
          "KIB", 1L << 10,
          "MB", 1_000_000L,
          "MIB", 1L << 20,
          "GB", 1_000_000_000L,
          "GIB", 1L << 30);

  /** How large the optimized model may be, for example {@code 250 KiB} or {@code 8MB}. */
  @Nullable String maxSize;

  /** How much less accurate than fp32 it may be, as a share: 0.005 is half a point. */
  @Nullable Double maxAccuracyLoss;

  /** How many times as fast as fp32 it must be, for example {@code 1.2}. */
  @Nullable Double minSpeedup;

  /** Which share of the last release's speed it may lose: 0.02 is 2 %. */
  @Nullable Double maxSlowdown;

  /**
   * The gates that it stands for.
   *
   * @param hasBaseline whether the pom asks for an earlier release
   */
  List<GateRule> rules(boolean hasBaseline) throws StageException {
    List<GateRule> rules = new ArrayList<>();
    if (maxSize != null) {
      rules.add(new GateRule(OPTIMIZED, "sizeBytes", bytes(maxSize), null));
    }
    if (maxAccuracyLoss != null) {
      rules.add(new GateRule(OPTIMIZED, "accuracyLoss", maxAccuracyLoss, FP32));
    }
    if (minSpeedup != null) {
      rules.add(new GateRule(OPTIMIZED, "speedup", minSpeedup, FP32));
    }
    if (maxSlowdown != null) {
      rules.add(slowdown(maxSlowdown, hasBaseline));
    }
    if (rules.isEmpty()) {
      throw new StageException(
          "<budget> is empty. Give it one of <maxSize>, <maxAccuracyLoss>, <minSpeedup>, "
              + "<maxSlowdown>, or leave it out");
    }
    return rules;
  }

  private static GateRule slowdown(double share, boolean hasBaseline) throws StageException {
    if (!(share >= 0 && share < 1)) {
      throw new StageException(
          "<budget><maxSlowdown> is " + share + ", but must be 0 or more and below 1: 0.02 is 2 %");
    }
    if (!hasBaseline) {
      throw new StageException(
          "<budget><maxSlowdown> is "
              + share
              + " of the last release's speed, and the pom asks for none. Add "
              + "<baseline>latest-release</baseline> (edge.baseline)");
    }
    return new GateRule(OPTIMIZED, "speedup", 1 - share, Baseline.VARIANT);
  }

  private static double bytes(String size) throws StageException {
    Matcher matcher = SIZE.matcher(size.strip().toUpperCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new StageException(
          "<budget><maxSize> is '"
              + size
              + "', but must be a number of bytes, or one with B, KB, KiB, MB, MiB, GB or GiB, "
              + "for example 250 KiB");
    }
    String unit = matcher.group(2) == null ? "B" : matcher.group(2);
    return Math.floor(Double.parseDouble(matcher.group(1)) * UNITS.getOrDefault(unit, 1L));
  }
}

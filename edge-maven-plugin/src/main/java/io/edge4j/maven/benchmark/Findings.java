package io.edge4j.maven.benchmark;

import io.edge4j.maven.compare.Differences;
import io.edge4j.maven.compare.Uncompared;
import io.edge4j.maven.measure.Estimate;
import io.edge4j.maven.measure.RunTimes;
import io.edge4j.maven.measure.Statistic;
import io.edge4j.maven.metric.Answers;
import io.edge4j.maven.metric.ColdStart;
import io.edge4j.maven.metric.Correctness;
import io.edge4j.maven.metric.Measurements;
import io.edge4j.maven.metric.Metric;
import io.edge4j.maven.report.BenchmarkReport;
import io.edge4j.maven.report.Comparison;
import io.edge4j.maven.report.VariantName;
import io.edge4j.maven.report.VariantReport;
import io.edge4j.model.ModelSize;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Turns what the forks measured into the figures of a {@link BenchmarkReport}. */
final class Findings {
  private final List<Variant> variants;
  private final List<ForkReport> forks;
  private final Map<String, ModelSize> sizes;
  private final Map<String, Long> metadataBytes;
  private final Map<String, Answers> answers;
  private final Map<String, List<ColdStart>> coldStarts;

  /**
   * @param forks at least one
   * @param sizes by variant
   * @param metadataBytes of the files, by variant
   * @param answers by variant
   * @param coldStarts by variant one for each of the first forks
   */
  Findings(
      List<Variant> variants,
      List<ForkReport> forks,
      Map<String, ModelSize> sizes,
      Map<String, Long> metadataBytes,
      Map<String, Answers> answers,
      Map<String, List<ColdStart>> coldStarts) {
    this.variants = variants;
    this.forks = forks;
    this.sizes = sizes;
    this.metadataBytes = metadataBytes;
    this.answers = answers;
    this.coldStarts = coldStarts;
  }

  /** By variant, in their order. */
  Map<String, Measurements> measurements() {
    Map<String, Measurements> measurements = new LinkedHashMap<>();
    for (int i = 0; i < variants.size(); i++) {
      String name = variants.get(i).name();
      ModelSize size = of(name, sizes);
      measurements.put(
          name,
          new Measurements(
              rounds(i),
              size.bytes(),
              of(name, metadataBytes),
              size.gzipBytes(),
              answers.getOrDefault(name, Answers.none(name)),
              coldStarts.getOrDefault(name, List.of())));
    }
    return measurements;
  }

  private static <T> T of(String variant, Map<String, T> all) {
    return Objects.requireNonNull(all.get(variant), variant);
  }

  private RunTimes rounds(int variant) {
    return RunTimes.of(
        forks.stream().map(fork -> fork.times().get(variant).nanos()).toList(),
        MeasureStage.RUNS_PER_ROUND);
  }

  List<VariantReport> variantReports() {
    Map<String, Measurements> measurements = measurements();
    return IntStream.range(0, variants.size())
        .mapToObj(i -> variantReport(i, of(variants.get(i).name(), measurements)))
        .toList();
  }

  private VariantReport variantReport(int variant, Measurements measurements) {
    double[] sorted = measurements.rounds().all();
    Arrays.sort(sorted);
    Map<Metric, Estimate> metrics = new EnumMap<>(Metric.class);
    for (Metric metric : Metric.values()) {
      metric.of(measurements).ifPresent(found -> metrics.put(metric, found));
    }
    Correctness right = measurements.answers().correctness();
    List<ForkReport.Times> times = forks.stream().map(f -> f.times().get(variant)).toList();
    return new VariantReport(
        variants.get(variant).name(),
        times.get(0).recipe(),
        times.get(0).engine(),
        sorted.length,
        metrics,
        Statistic.standardDeviation(sorted),
        right == null ? null : right.count(),
        right == null ? null : right.samples(),
        times.stream().mapToInt(ForkReport.Times::warmupRuns).max().orElse(0),
        times.stream().allMatch(ForkReport.Times::settled),
        IntStream.rangeClosed(0, 100)
            .mapToObj(percent -> Statistic.quantile(sorted, percent / 100.0))
            .toList(),
        times.get(0).throughput());
  }

  /** Every variant against each one before it that was measured at the same sizes. */
  List<Comparison> comparisons() {
    Map<String, Measurements> measurements = measurements();
    List<Comparison> comparisons = new ArrayList<>();
    for (int i = 0; i < variants.size(); i++) {
      String name = variants.get(i).name();
      for (int other = 0; other < i; other++) {
        String relativeTo = variants.get(other).name();
        if (VariantName.sizesOf(name).equals(VariantName.sizesOf(relativeTo))) {
          comparisons.add(comparison(name, relativeTo, measurements));
        }
      }
    }
    return comparisons;
  }

  private static Comparison comparison(
      String variant, String relativeTo, Map<String, Measurements> measurements) {
    Measurements one = of(variant, measurements);
    Measurements other = of(relativeTo, measurements);
    Estimate speedup = Metric.SPEEDUP.of(one, other).orElseThrow();
    Estimate loss = Metric.ACCURACY_LOSS.of(one, other).orElse(null);
    return new Comparison(
        variant,
        relativeTo,
        speedup.value(),
        speedup,
        one.timesSmaller(other),
        loss == null ? null : loss.value(),
        loss,
        valueOf(Metric.RMSE_INCREASE, one, other),
        valueOf(Metric.RELATIVE_ERROR, one, other),
        valueOf(Metric.COSINE, one, other),
        valueOf(Metric.AGREEMENT, one, other),
        uncompared(one.answers().differences().get(relativeTo)));
  }

  private static @Nullable Double valueOf(Metric metric, Measurements one, Measurements other) {
    return metric.of(one, other).map(Estimate::value).orElse(null);
  }

  private static List<String> uncompared(@Nullable Differences differences) {
    return differences == null
        ? List.of()
        : differences.uncompared().stream().map(Uncompared::toString).toList();
  }
}

package io.edge4j.maven.report;

import io.edge4j.maven.dataset.DatasetSummary;
import io.edge4j.maven.measure.Estimate;
import io.edge4j.maven.metric.Metric;
import io.edge4j.maven.stage.Json;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** A report with fixed figures, for what is made from one. */
public final class Reports {

  private Reports() {}

  public static BenchmarkReport seed() {
    return report("garments", List.of());
  }

  static BenchmarkReport report(String model, List<GateResult> gates) {
    return new BenchmarkReport(
        BenchmarkReport.SCHEMA_VERSION,
        model,
        "2026-11-26T10:45:21Z",
        "1.5.0",
        "0123456789abcdef0123456789abcdef01234567",
        BenchmarkReport.THIS_MACHINE,
        dataset(),
        List.of("the first 64 test samples, prepared before timing"),
        new Environment(
            "A CPU", 2, "Linux 6 (amd64)", "A vendor 17", Map.of("DJL", "0.36.0"), "core 1"),
        new ProtocolReport(20, 300, 10, 1, 1, 3, 3, 900, 10, "-Xmx512m", 31.4),
        List.of(
            variant("pytorch-fp32", null, 0.5, 829_100, 0.898),
            variant("onnx-fp32", "fp32", 0.044, 829_789, 0.898),
            variant("onnx-optimized", "dynamic", 0.033, 226_897, 0.8981)),
        List.of(
            comparison("onnx-fp32", "pytorch-fp32", 11.36),
            comparison("onnx-optimized", "pytorch-fp32", 15.15),
            comparison("onnx-optimized", "onnx-fp32", 1.33)),
        gates,
        null,
        List.of("Times belong to this machine."));
  }

  static GateResult gate(GateResult.Outcome outcome, String rule) {
    return new GateResult(
        rule,
        outcome,
        "1.33x (95 % interval 1.3 to 1.36)",
        ">= 1.2x",
        "onnx-optimized",
        "speedup",
        "onnx-fp32",
        1.2,
        new Estimate(1.33, 1.3, 1.36),
        false,
        GateResult.Power.ofForks(0.009, null),
        false,
        null);
  }

  static VariantReport variant(
      String name, String recipe, double mean, double size, double accuracy) {
    return new VariantReport(
        name,
        recipe,
        name.startsWith("onnx") ? "ONNX Runtime 1.28.0 through edge-runtime" : "PyTorch 2.7.1",
        900,
        metrics(mean, size, accuracy),
        mean / 10,
        (int) (accuracy * 10_000),
        10_000,
        5000,
        true,
        IntStream.rangeClosed(0, 100)
            .mapToObj(p -> mean * (0.9 + 0.002 * p + (p > 95 ? 0.1 * (p - 95) : 0)))
            .toList(),
        List.of());
  }

  private static Map<Metric, Estimate> metrics(double mean, double size, double accuracy) {
    Map<Metric, Estimate> metrics = new EnumMap<>(Metric.class);
    metrics.put(Metric.MEAN, about(mean));
    metrics.put(Metric.P50, about(mean * 0.98));
    metrics.put(Metric.P95, about(mean * 1.2));
    metrics.put(Metric.P99, about(mean * 1.6));
    metrics.put(Metric.SIZE, Estimate.exact(size));
    metrics.put(Metric.GZIP, Estimate.exact(Math.rint(size * 0.9)));
    metrics.put(Metric.ACCURACY, new Estimate(accuracy, accuracy - 0.006, accuracy + 0.006));
    metrics.put(Metric.LOAD, Estimate.exact(300 * (1 + mean)));
    metrics.put(Metric.FIRST_PREDICTION, Estimate.exact(20 * mean));
    metrics.put(Metric.MEMORY, Estimate.exact(90_000_000));
    return metrics;
  }

  private static Estimate about(double value) {
    return new Estimate(value, value * 0.98, value * 1.02);
  }

  private static Comparison comparison(String variant, String relativeTo, double speedup) {
    return new Comparison(
        variant,
        relativeTo,
        speedup,
        new Estimate(speedup, speedup * 0.98, speedup * 1.02),
        variant.equals("onnx-optimized") ? 829_789 / 226_897.0 : 1,
        0.0,
        new Estimate(0, -0.001, 0.001),
        null,
        0.01,
        0.999,
        0.9988,
        List.of());
  }

  /** Through JSON, so that these tests do not follow every new field of a dataset's summary. */
  private static DatasetSummary dataset() {
    return Json.value(
        Json.parse(
            "{'name': 'Fashion-MNIST', 'fingerprint': 'sha256:12', 'trainSamples': 60000,"
                + " 'testSamples': 10000, 'classNames': [], 'sampleShape': [1, 28, 28]}"),
        DatasetSummary.class);
  }
}

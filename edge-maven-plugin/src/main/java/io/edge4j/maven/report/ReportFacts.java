package io.edge4j.maven.report;

import io.edge4j.maven.metric.Answers;
import io.edge4j.maven.metric.Metric;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Where and how it was measured, as names and values that every form of the report shows. */
final class ReportFacts {
  /** Digits of a commit that tell it from others, as git shows them. */
  private static final int SHORT_COMMIT = 10;

  private ReportFacts() {}

  static Map<String, String> of(BenchmarkReport report) {
    Map<String, String> facts = new LinkedHashMap<>();
    Environment environment = report.environment();
    ProtocolReport protocol = report.protocol();
    facts.put("Measured", report.when() + " on " + report.device());
    if (report.projectVersion() != null) {
      facts.put("Version", report.projectVersion());
    }
    if (report.commit() != null) {
      facts.put("Commit", report.commit());
    }
    facts.put(
        "Runs",
        String.format(
            Locale.ROOT,
            "%d timed per variant in %d fresh %s, at least %d in each, after at least %d for warming up; opened %s in each",
            protocol.timedRuns(),
            protocol.forksDone(),
            protocol.forksDone() == 1 ? "JVM" : "JVMs",
            protocol.runs(),
            protocol.warmup(),
            protocol.openings() == 1 ? "once" : protocol.openings() + " times"));
    facts.put(
        "Order",
        "interleaved: rounds in random order, "
            + protocol.runsPerRound()
            + " consecutive runs of a variant in a round");
    facts.put("Batch size", Integer.toString(protocol.batchSize()));
    facts.put("Threads per engine", Integer.toString(protocol.threads()));
    facts.put("Core", environment.pinning());
    facts.put("Heap", protocol.heap());
    facts.put("Inputs", String.join("; ", report.inputs()));
    if (report.dataset() != null) {
      facts.put(
          "Dataset",
          report.dataset().name()
              + ", "
              + report.dataset().testSamples()
              + " test samples, "
              + report.dataset().fingerprint());
    }
    facts.put("CPU", environment.cpu() + ", " + environment.cores() + " cores");
    facts.put("System", environment.os());
    if (report.machine() != null) {
      facts.putAll(report.machine().facts());
    }
    facts.put("JDK", environment.jdk());
    environment.versions().forEach(facts::put);
    facts.put("Took", String.format(Locale.ROOT, "%.0f s", protocol.seconds()));
    return facts;
  }

  /** Which state of the project was measured, when and on what, in a line. */
  static String origin(BenchmarkReport report) {
    List<String> parts = new ArrayList<>();
    if (report.projectVersion() != null) {
      parts.add("Version " + report.projectVersion());
    }
    String commit = report.commit();
    if (commit != null) {
      parts.add("commit " + commit.substring(0, Math.min(SHORT_COMMIT, commit.length())));
    }
    parts.add("measured " + report.when().replace('T', ' ').replace("Z", " UTC"));
    parts.add("on " + report.device() + ", " + report.environment().cpu());
    return String.join(", ", parts);
  }

  /** What says how good the variants are. */
  static String judgement(BenchmarkReport report) {
    VariantReport first = report.variants().get(0);
    String reference = VariantName.withoutSizes(first.name());
    if (report.dataset() == null) {
      return "No dataset: outputs are compared with those of " + reference + ".";
    }
    String judged =
        first.metric(Metric.ACCURACY).isPresent()
            ? "Accuracy"
            : report.hasLabels()
                ? "Errors of predicted values"
                : "Outputs compared with those of " + reference;
    int samples = report.dataset().testSamples();
    return judged
        + " on "
        + (report.hasLabels() || samples <= Answers.COMPARED
            ? String.valueOf(samples)
            : "the first " + Answers.COMPARED + " of " + samples)
        + " test samples of "
        + report.dataset().name()
        + ".";
  }

  static String sentence(BaselineReport baseline) {
    String found =
        baseline.version() == null
            ? "none (" + baseline.outcome() + ")"
            : "version " + baseline.version();
    String detail = baseline.detail() == null ? "" : ". " + baseline.detail();
    return "Baseline " + baseline.requested() + ": " + found + detail;
  }
}

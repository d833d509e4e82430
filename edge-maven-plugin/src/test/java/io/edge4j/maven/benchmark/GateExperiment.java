package io.edge4j.maven.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.edge4j.maven.inputs.InputSettings;
import io.edge4j.maven.measure.Interleaving;
import io.edge4j.maven.measure.MachineLock;
import io.edge4j.maven.measure.RunTimes;
import io.edge4j.maven.measure.Warmup;
import io.edge4j.maven.metric.Metric;
import io.edge4j.maven.report.Background;
import io.edge4j.maven.report.BenchmarkReport;
import io.edge4j.maven.report.GatePolicy;
import io.edge4j.maven.report.GateResult;
import io.edge4j.maven.report.GateResult.Outcome;
import io.edge4j.maven.report.ReportFiles;
import io.edge4j.model.ModelMetadata;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Whether the regression gate cries wolf, whether it bites, and whether its intervals hold what
 * they say: many whole benchmarks of a model, of a byte-for-byte copy of it and of one that is a
 * little slower, against itself as the last release. Takes long, so no build runs it by itself:
 *
 * <pre>
 * ./mvnw -pl edge-maven-plugin -am test -Dtest=GateExperiment
 *     -Dsurefire.failIfNoSpecifiedTests=false -Dedge.experiment.runs=100 -Dedge.experiment.load=false
 * </pre>
 *
 * <p>With {@code edge.experiment.load} another process loads a core on and off. Each run adds a
 * line to {@code target/gate-experiment.tsv}, and the medians of its rounds to {@code
 * target/gate-experiment-rounds.csv}, which is what {@link ReplayedRoundsTest} replays.
 */
class GateExperiment {
  private static final int RUNS = Integer.getInteger("edge.experiment.runs", 100);
  private static final boolean LOADED = Boolean.getBoolean("edge.experiment.load");
  private static final double GATE = LOADED ? 0.98 : 0.99;
  private static final double SLOWER = LOADED ? 1.05 : 1.02;
  private static final int WIDTH = 128;
  private static final int MANY_NODES = 40;
  private static final int OPENINGS = 20;
  private static final double COVERED = 0.92;
  private static final double CAUGHT = 0.95;

  private final Path folder = Path.of("target", "gate-experiment");
  private final Path figures = Path.of("target", "gate-experiment.tsv");
  private final Path rounds = Path.of("target", "gate-experiment-rounds.csv");

  @Test
  void gatePassesACopyAndStopsASlowerModelAndItsIntervalsHoldTheTruth() throws Exception {
    Files.createDirectories(folder);
    Path released = TestModels.smallCnn(folder.resolve("released.onnx"), WIDTH);
    Path copy = Files.copy(released, fresh("copy.onnx"));
    int more = nodesThatAreSlower(released);
    Path slow = TestModels.smallCnn(folder.resolve("slow.onnx"), WIDTH, more);
    List<Variant> variants = List.of(Variant.onnx("copy", copy), Variant.onnx("slow", slow));
    write(figures, "# slow model: " + more + " nodes more");
    write(rounds, "run,fork,round,copy,slow,released");

    List<GateResult> ofCopy = new ArrayList<>();
    List<GateResult> ofSlow = new ArrayList<>();
    Process load = LOADED ? otherProcess() : null;
    try {
      for (int run = 0; run < RUNS; run++) {
        BenchmarkReport report = benchmark(variants, released);
        ofCopy.add(report.gates().get(0));
        ofSlow.add(report.gates().get(1));
        write(figures, line(run, report));
        keepRounds(run);
      }
    } finally {
      if (load != null) {
        load.destroyForcibly().waitFor();
      }
    }
    long covered = ofCopy.stream().filter(GateExperiment::holdsOne).count();
    write(figures, "# copy: " + counts(ofCopy) + ", interval holds 1 in " + covered);
    write(figures, "# slow: " + counts(ofSlow));
    assertThat(covered).isGreaterThanOrEqualTo((long) Math.floor(RUNS * COVERED));
    assertThat(failed(ofCopy)).isLessThanOrEqualTo(Math.max(1, RUNS / 100));
    assertThat(failed(ofSlow)).isGreaterThanOrEqualTo((long) Math.floor(RUNS * CAUGHT));
  }

  private static boolean holdsOne(GateResult gate) {
    return gate.value().low() <= 1 && gate.value().high() >= 1;
  }

  private static long failed(List<GateResult> gates) {
    return gates.stream().filter(gate -> gate.outcome() == Outcome.FAILED).count();
  }

  private BenchmarkReport benchmark(List<Variant> variants, Path released) throws Exception {
    return new BenchmarkStage(MachineLock.defaultFile(), Map.of())
        .run(
            new BenchmarkRequest(
                "experiment",
                Provenance.UNKNOWN,
                variants,
                InputSettings.NONE,
                null,
                Protocol.DEFAULT,
                List.of(
                    new GateRule("copy", "speedup", GATE, Baseline.VARIANT),
                    new GateRule("slow", "speedup", GATE, Baseline.VARIANT)),
                GatePolicy.DEFAULT,
                Baseline.resolved("the same model", "1", released),
                Background.NONE,
                folder),
            line -> {});
  }

  /** Of each round the median of every variant, in nanoseconds. */
  private void keepRounds(int run) throws IOException {
    Map<String, Map<String, List<Double>>> ofRounds = new LinkedHashMap<>();
    List<String> runs = Files.readAllLines(folder.resolve(ReportFiles.RUNS));
    for (String line : runs.subList(1, runs.size())) {
      String[] cells = line.split(",", -1);
      ofRounds
          .computeIfAbsent(cells[1] + "," + cells[2], any -> new LinkedHashMap<>())
          .computeIfAbsent(cells[0], any -> new ArrayList<>())
          .add(Double.valueOf(cells[4]));
    }
    for (Map.Entry<String, Map<String, List<Double>>> round : ofRounds.entrySet()) {
      StringBuilder line = new StringBuilder().append(run + 1).append(',').append(round.getKey());
      for (String variant : List.of("copy", "slow", Baseline.VARIANT)) {
        line.append(',').append(Math.round(median(round.getValue().get(variant))));
      }
      write(rounds, line.toString());
    }
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int half = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(half)
        : (sorted.get(half - 1) + sorted.get(half)) / 2;
  }

  /** As many nodes more as it takes, going by what many of them cost. */
  private int nodesThatAreSlower(Path released) throws Exception {
    Path longer = TestModels.smallCnn(folder.resolve("longer.onnx"), WIDTH, MANY_NODES);
    double ratio = ratio(released, longer);
    return (int) Math.max(1, Math.round(MANY_NODES * (SLOWER - 1) / (ratio - 1)));
  }

  /** How many times longer the other takes. */
  private static double ratio(Path one, Path other) throws Exception {
    Inputs inputs = Inputs.random(ModelMetadata.of(one).inputs());
    List<Variant> both = List.of(Variant.onnx("one", one), Variant.onnx("other", other));
    List<List<Long>> nanos = List.of(new ArrayList<>(), new ArrayList<>());
    try (OpenVariants open = new OpenVariants(both, 1, inputs.shape(), 0)) {
      for (int opening = 0; opening < OPENINGS; opening++) {
        open.open();
        List<Runner> runners = new ArrayList<>();
        for (Variant variant : both) {
          runners.add(new Runner(inputs.runs(variant, open.of(variant), 1)));
        }
        new Warmup<>(runners, 1000, 1).run();
        List<List<Long>> more =
            new Interleaving<>(runners, new Random(opening), line -> {}).runs(1000, 10);
        nanos.get(0).addAll(more.get(0));
        nanos.get(1).addAll(more.get(1));
      }
    }
    return RunTimes.of(List.of(nanos.get(0)), 10)
        .speedupOver(RunTimes.of(List.of(nanos.get(1)), 10))
        .value();
  }

  private static String line(int run, BenchmarkReport report) {
    StringBuilder line = new StringBuilder().append(run + 1);
    for (GateResult gate : report.gates()) {
      line.append('\t').append(gate.outcome().text());
      line.append('\t').append(interval(gate));
    }
    double[] means = report.variants().stream().mapToDouble(v -> v.value(Metric.P50)).toArray();
    line.append('\t').append(report.protocol().forksDone()).append(" forks");
    line.append('\t').append(Arrays.toString(means));
    line.append(String.format(Locale.ROOT, "\t%.1f s", report.protocol().seconds()));
    return line.toString();
  }

  private static String interval(GateResult gate) {
    return String.format(
        Locale.ROOT,
        "%.4f [%.4f, %.4f]",
        gate.value().value(),
        gate.value().low(),
        gate.value().high());
  }

  private static String counts(List<GateResult> gates) {
    StringBuilder counts = new StringBuilder();
    for (Outcome outcome : Outcome.values()) {
      long count = gates.stream().filter(gate -> gate.outcome() == outcome).count();
      counts.append(outcome.text()).append(' ').append(count).append(' ');
    }
    return counts.toString().strip();
  }

  private Path fresh(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.deleteIfExists(file);
    return file;
  }

  private static void write(Path file, String line) throws IOException {
    Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private static Process otherProcess() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx16m",
            "-cp",
            System.getProperty("java.class.path"),
            Load.class.getName())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** Loads one core for some seconds, then rests for some, and so on. */
  static final class Load {
    private Load() {}

    public static void main(String[] args) throws Exception {
      Thread watch = new Thread(Load::endWithParent);
      watch.setDaemon(true);
      watch.start();
      Random random = new Random();
      while (true) {
        long end = System.nanoTime() + random.nextLong(1_000_000_000L, 6_000_000_000L);
        while (System.nanoTime() < end) {
          Thread.onSpinWait();
        }
        Thread.sleep(random.nextLong(1000, 6000));
      }
    }

    /** Its input closes when the experiment is killed. */
    private static void endWithParent() {
      try {
        System.in.transferTo(OutputStream.nullOutputStream());
      } catch (IOException e) {
        System.err.println("The line to the experiment broke: " + e);
      }
      Runtime.getRuntime().halt(1);
    }
  }
}

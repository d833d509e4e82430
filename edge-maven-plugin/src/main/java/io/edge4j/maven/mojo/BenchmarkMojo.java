package io.edge4j.maven.mojo;

import io.edge4j.maven.benchmark.Baseline.Outcome;
import io.edge4j.maven.benchmark.BenchmarkRequest;
import io.edge4j.maven.benchmark.DeviceBenchmark;
import io.edge4j.maven.benchmark.Protocol;
import io.edge4j.maven.dataset.DatasetSpec;
import io.edge4j.maven.device.Device;
import io.edge4j.maven.pipeline.DeviceRun;
import io.edge4j.maven.pipeline.Goal;
import io.edge4j.maven.pipeline.HistoryQuery;
import io.edge4j.maven.pipeline.Pipeline;
import io.edge4j.maven.pipeline.ReleaseQuery;
import io.edge4j.maven.report.BenchmarkReport;
import io.edge4j.maven.report.GatePolicy;
import io.edge4j.maven.report.ReportFiles;
import io.edge4j.maven.stage.StageException;
import io.edge4j.maven.worker.WorkerException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.inject.Inject;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Measures PyTorch, ONNX Runtime with fp32 and ONNX Runtime with the optimized model side by side,
 * and fails the build where a gate of the pom is broken. Brings the models up to date first; the
 * measurement itself is never skipped. Leaves {@code benchmark.json}, {@code benchmark.md} and
 * {@code benchmark.html} in {@code target/edge} and attaches the first and the last with classifier
 * {@code benchmark}.
 *
 * @since 0.1.0
 */
@Mojo(name = "benchmark", defaultPhase = LifecyclePhase.VERIFY, threadSafe = true)
public class BenchmarkMojo extends QuantizeMojo {
  /** Releases that a page shows where a baseline asks for the past. */
  private static final int DEFAULT_HISTORY = 10;

  /**
   * How much is measured. What is left out keeps its default:
   *
   * <pre>{@code
   * <benchmark>
   *   <warmup>20</warmup>
   *   <runs>300</runs>
   *   <batchSize>1</batchSize>
   *   <threads>1</threads>
   *   <forks>8</forks>
   * </benchmark>
   * }</pre>
   *
   * @since 0.1.0
   */
  @Parameter @Nullable BenchmarkConfiguration benchmark;

  /**
   * Short for {@code benchmark/warmup}: untimed runs of each variant at the start of a fork; more
   * follow until the times have settled. What the pom says in {@code <benchmark>} wins. For
   * example:
   *
   * <pre>{@code mvn edge:benchmark -Dedge.benchmark.warmup=50}</pre>
   *
   * @since 0.1.0
   */
  @Parameter(property = "edge.benchmark.warmup", defaultValue = "20")
  int benchmarkWarmup;

  /**
   * Short for {@code benchmark/runs}: timed runs of each variant in a fork. Unless given, it is
   * 300, and as many more as fit into half a second. For example:
   *
   * <pre>{@code mvn edge:benchmark -Dedge.benchmark.runs=1000}</pre>
   *
   * @since 0.1.0
   */
  @Parameter(property = "edge.benchmark.runs")
  @Nullable Integer benchmarkRuns;

  /**
   * Short for {@code benchmark/batchSize}: samples in one run. For example:
   *
   * <pre>{@code mvn edge:benchmark -Dedge.benchmark.batchSize=8}</pre>
   *
   * @since 0.1.0
   */
  @Parameter(property = "edge.benchmark.batchSize", defaultValue = "1")
  int benchmarkBatchSize;

  /**
   * Short for {@code benchmark/threads}: threads that an engine may use for one run. For example:
   *
   * <pre>{@code mvn edge:benchmark -Dedge.benchmark.threads=2}</pre>
   *
   * @since 0.1.0
   */
  @Parameter(property = "edge.benchmark.threads", defaultValue = "1")
  int benchmarkThreads;

  /**
   * Short for {@code benchmark/forks}: fresh JVMs that measure, one after the other. For example:
   *
   * <pre>{@code mvn edge:benchmark -Dedge.benchmark.forks=1}</pre>
   *
   * @since 0.1.0
   */
  @Parameter(property = "edge.benchmark.forks", defaultValue = "8")
  int benchmarkForks;

  /**
   * Rules that the measured variants ({@code pytorch-fp32}, {@code onnx-fp32}, {@code
   * onnx-optimized}) have to keep, or the build fails. Which side of the limit is good belongs to
   * the metric. Without any, nothing fails: where the optimized model is larger than fp32, slower,
   * or less accurate, that is a warning with what would help. For example: it is at least 1.05
   * times as fast as fp32, and loses at most half a point.
   *
   * <pre>{@code
   * <gates>
   *   <gate>
   *     <variant>onnx-optimized</variant>
   *     <metric>speedup</metric>
   *     <relativeTo>onnx-fp32</relativeTo>
   *     <limit>1.05</limit>
   *   </gate>
   *   <gate>
   *     <variant>onnx-optimized</variant>
   *     <metric>accuracyLoss</metric>
   *     <relativeTo>onnx-fp32</relativeTo>
   *     <limit>0.005</limit>
   *   </gate>
   * </gates>
   * }</pre>
   *
   * @since 0.1.0
   */
  @Parameter @Nullable List<Gate> gates;

  /**
   * The usual gates of {@code onnx-optimized} in a line each; beside them {@link #gates} may stand.
   * For example: a file of at most 250 KiB, at most half a point less accurate than fp32, at least
   * 1.05 times as fast, and at most 2 % slower than the last release.
   *
   * <pre>{@code
   * <budget>
   *   <maxSize>250 KiB</maxSize>
   *   <maxAccuracyLoss>0.005</maxAccuracyLoss>
   *   <minSpeedup>1.05</minSpeedup>
   *   <maxSlowdown>0.02</maxSlowdown>
   * </budget>
   * }</pre>
   *
   * @since 0.1.0
   */
  @Parameter @Nullable BudgetConfiguration budget;

  /**
   * Whether a gate that stays undecided (the interval of what was found straddles its limit, also
   * after the extra forks) fails the build; otherwise it warns. For example:
   *
   * <pre>{@code <failOnInconclusive>true</failOnInconclusive>}</pre>
   *
   * @since 0.1.0
   */
  @Parameter(property = "edge.failOnInconclusive", defaultValue = "false")
  boolean failOnInconclusive;

  /**
   * An earlier release of the model, which is resolved through Maven, measured again in the same
   * rounds as variant {@code baseline}, and held against by gates with {@code relativeTo}. {@code
   * latest-release} is this module's latest release before its present version, {@code
   * groupId:artifactId} another module's, and {@code groupId:artifactId:version} that very one.
   * What is resolved is its {@code onnx} artifact with classifier {@code optimized}. For example:
   *
   * <pre>{@code <baseline>latest-release</baseline>}</pre>
   *
   * @since 0.1.0
   */
  @Parameter(property = "edge.baseline")
  @Nullable String baseline;

  /**
   * Whether snapshots, and versions that are only installed on this machine, count where {@link
   * #baseline} asks for the latest release. For example:
   *
   * <pre>{@code <baselineCountsUnreleased>true</baselineCountsUnreleased>}</pre>
   *
   * @since 0.1.0
   */
  @Parameter(property = "edge.baselineCountsUnreleased", defaultValue = "false")
  boolean baselineCountsUnreleased;

  /**
   * How many earlier releases the HTML report shows beside this build: the {@code benchmark.json}
   * of each is resolved through Maven, and the page has their sizes, accuracies and ratios as
   * charts, and names the release in which one changed. The releases are those of {@link
   * #baseline}'s module. By default 10 where there is a {@code baseline} and none elsewhere; none
   * while Maven is offline. For example:
   *
   * <pre>{@code <history>20</history>}</pre>
   *
   * @since 0.1.0
   */
  @Parameter(property = "edge.history")
  @Nullable Integer history;

  /**
   * Whether gates against the baseline fail when there is no earlier release with a model;
   * otherwise they warn. For example:
   *
   * <pre>{@code <failOnFirstRelease>true</failOnFirstRelease>}</pre>
   *
   * @since 0.1.0
   */
  @Parameter(property = "edge.failOnFirstRelease", defaultValue = "false")
  boolean failOnFirstRelease;

  /**
   * Whether gates against the baseline fail when Maven is offline and the release was never
   * downloaded; otherwise they warn. For example:
   *
   * <pre>{@code <failOnOfflineBaseline>true</failOnOfflineBaseline>}</pre>
   *
   * @since 0.1.0
   */
  @Parameter(property = "edge.failOnOfflineBaseline", defaultValue = "false")
  boolean failOnOfflineBaseline;

  /**
   * Whether gates against the baseline fail when the version that the pom names does not exist, or
   * a repository could not be read; otherwise they warn. For example:
   *
   * <pre>{@code <failOnMissingBaseline>false</failOnMissingBaseline>}</pre>
   *
   * @since 0.1.0
   */
  @Parameter(property = "edge.failOnMissingBaseline", defaultValue = "true")
  boolean failOnMissingBaseline;

  /**
   * Models of your own that are measured beside those of the build, and that gates may name: ONNX
   * files, and files that PyTorch scripted or traced. For example:
   *
   * <pre>{@code
   * <variants>
   *   <variant>
   *     <name>onnx-previous</name>
   *     <file>src/models/previous.onnx</file>
   *   </variant>
   * </variants>
   * }</pre>
   *
   * @since 0.1.0
   */
  @Parameter List<VariantConfiguration> variants = List.of();

  /**
   * Whether a bill of materials of the model is written, in CycloneDX 1.6, and attached as {@code
   * json} with classifier {@code ml-bom}: file and digest, what it was made from, datasets, figures
   * with their intervals, and where they were measured. For example:
   *
   * <pre>{@code <mlBom>true</mlBom>}</pre>
   *
   * @since 0.1.0
   */
  @Parameter(property = "edge.mlBom", defaultValue = "false")
  boolean mlBom;

  @Inject
  BenchmarkMojo(MavenServices maven) {
    super(maven);
  }

  @Override
  void run()
      throws StageException,
          WorkerException,
          IOException,
          InterruptedException,
          MojoFailureException {
    Pipeline pipeline = pipeline();
    List<DeviceRun> runs = deviceRuns();
    pipeline.checkDevices(runs);
    pipeline.prepare(goal());
    deliver();
    BenchmarkReport report = pipeline.benchmark();
    attach("json", "benchmark", workspace().benchmarkReport());
    attach("html", "benchmark", workspace().benchmarkPage());
    if (mlBom) {
      pipeline.describe(
          report,
          project.getGroupId() + ":" + project.getArtifactId(),
          classifierPrefix() + "optimized");
      attach("json", "ml-bom", workspace().mlBom());
    }
    GatePolicy policy = policy();
    policy.warningLines(report).forEach(getLog()::warn);
    List<String> failures = new ArrayList<>(policy.failureLines(report));
    for (DeviceRun run : runs) {
      failures.addAll(failuresOn(run, pipeline.benchmarkOn(run)));
    }
    if (!failures.isEmpty()) {
      throw new MojoFailureException(String.join(System.lineSeparator(), failures));
    }
  }

  /** What a device's report has against the build. */
  private List<String> failuresOn(DeviceRun run, DeviceBenchmark found)
      throws MojoFailureException, StageException {
    BenchmarkReport report = found.report();
    if (report == null) {
      String why = String.valueOf(found.unreachable());
      if (failOnUnreachableDevice) {
        throw new StageException(why);
      }
      getLog().warn(why);
      if (run.gates() != null) {
        run.gates()
            .forEach(
                rule ->
                    getLog()
                        .warn(
                            "Gate not-measured: "
                                + rule.variant()
                                + " "
                                + rule.metric()
                                + " on "
                                + run.device().name()));
      }
      return List.of();
    }
    String name = run.device().name();
    Path directory = workspace().directory();
    attach(
        "json", "benchmark-" + name, directory.resolve(ReportFiles.name(ReportFiles.JSON, name)));
    attach(
        "html", "benchmark-" + name, directory.resolve(ReportFiles.name(ReportFiles.HTML, name)));
    policy().warningLines(report).forEach(getLog()::warn);
    return policy().failureLines(report);
  }

  private List<DeviceRun> deviceRuns() throws StageException {
    List<Device> all = checkedDevices();
    DeclaredGates declared = declaredGates();
    declared.requireDevices(all.stream().map(Device::name).toList());
    return all.stream().map(one -> new DeviceRun(one, declared.on(one.name()))).toList();
  }

  private DeclaredGates declaredGates() {
    return new DeclaredGates(gates, budget);
  }

  @Override
  Goal goal() {
    return Goal.BENCHMARK;
  }

  @Override
  final BenchmarkRequest benchmarkRequest(@Nullable DatasetSpec samples) throws StageException {
    return BenchmarkRequest.asked(
        modelName,
        variants.stream().map(VariantConfiguration::variant).toList(),
        inputSettings(),
        samples,
        protocol(),
        declaredGates().here(baseline != null),
        policy(),
        workspace().directory());
  }

  @Override
  final @Nullable ReleaseQuery baselineQuery() {
    return baseline == null ? null : releaseQuery(baseline);
  }

  @Override
  final HistoryQuery historyQuery() {
    int byDefault = baseline == null ? 0 : DEFAULT_HISTORY;
    return new HistoryQuery(
        releaseQuery(baseline == null ? ReleaseQuery.LATEST : baseline),
        history == null ? byDefault : history);
  }

  private ReleaseQuery releaseQuery(String requested) {
    return new ReleaseQuery(
        requested,
        project.getGroupId() + ":" + project.getArtifactId(),
        project.getVersion(),
        classifierPrefix(),
        baselineCountsUnreleased);
  }

  private GatePolicy policy() {
    return new GatePolicy(failOnInconclusive, baselineOutcomesThatFail());
  }

  private Set<String> baselineOutcomesThatFail() {
    Map<Outcome, Boolean> fails =
        Map.of(
            Outcome.FIRST_RELEASE, failOnFirstRelease,
            Outcome.OFFLINE, failOnOfflineBaseline,
            Outcome.MISSING, failOnMissingBaseline);
    return fails.keySet().stream()
        .filter(fails::get)
        .map(Outcome::text)
        .collect(Collectors.toUnmodifiableSet());
  }

  private Protocol protocol() {
    BenchmarkConfiguration pom = benchmark == null ? new BenchmarkConfiguration() : benchmark;
    int forks = either(pom.forks, benchmarkForks);
    Integer runs = pom.runs == null ? benchmarkRuns : pom.runs;
    return new Protocol(
        either(pom.warmup, benchmarkWarmup),
        either(runs, Protocol.DEFAULT.runs()),
        either(pom.batchSize, benchmarkBatchSize),
        either(pom.threads, benchmarkThreads),
        forks,
        either(pom.extraForks, forks),
        pom.batchSizes,
        runs == null ? Protocol.DEFAULT.timedMillis() : 0,
        Protocol.DEFAULT.settleMillis(),
        either(pom.timeoutSeconds, Protocol.DEFAULT.timeoutSeconds()));
  }

  private static int either(@Nullable Integer pom, int otherwise) {
    return pom == null ? otherwise : pom;
  }
}

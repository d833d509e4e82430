package io.edge4j.maven.mojo;

import io.edge4j.maven.benchmark.GateRule;
import io.edge4j.maven.benchmark.Protocol;
import io.edge4j.maven.pipeline.Goal;
import io.edge4j.maven.pipeline.Pipeline;
import io.edge4j.maven.report.BenchmarkReport;
import io.edge4j.maven.report.GatePolicy;
import io.edge4j.maven.stage.StageException;
import io.edge4j.maven.worker.WorkerException;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import javax.inject.Inject;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Measures PyTorch, ONNX Runtime with fp32 and ONNX Runtime with int8 side by side, and fails the
 * build where a gate is broken. Brings the models up to date first; the measurement itself is never
 * skipped. Leaves {@code benchmark.json}, {@code benchmark.md} and {@code benchmark.html} in {@code
 * target/edge} and attaches the first and the last with classifier {@code benchmark}.
 *
 * @since 0.1.0
 */
@Mojo(name = "benchmark", defaultPhase = LifecyclePhase.VERIFY, threadSafe = true)
public class BenchmarkMojo extends QuantizeMojo {

  /**
   * How much is measured. What is left out keeps its default:
   *
   * <pre>{@code
   * <benchmark>
   *   <warmup>20</warmup>
   *   <runs>300</runs>
   *   <batchSize>1</batchSize>
   *   <threads>1</threads>
   *   <forks>3</forks>
   * </benchmark>
   * }</pre>
   *
   * @since 0.1.0
   */
  @Parameter BenchmarkConfiguration benchmark;

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
   * Short for {@code benchmark/runs}: timed runs of each variant in a fork. For example:
   *
   * <pre>{@code mvn edge:benchmark -Dedge.benchmark.runs=1000}</pre>
   *
   * @since 0.1.0
   */
  @Parameter(property = "edge.benchmark.runs", defaultValue = "300")
  int benchmarkRuns;

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
  @Parameter(property = "edge.benchmark.forks", defaultValue = "3")
  int benchmarkForks;

  /**
   * Rules that the measured variants ({@code pytorch-fp32}, {@code onnx-fp32}, {@code onnx-int8})
   * have to keep, or the build fails. Which side of the limit is good belongs to the metric.
   * Without any, int8 has to be smaller than fp32, not slower, and about as accurate. For example:
   * int8 is at least 1.05 times as fast as fp32, and loses at most half a point.
   *
   * <pre>{@code
   * <gates>
   *   <gate>
   *     <variant>onnx-int8</variant>
   *     <metric>speedup</metric>
   *     <relativeTo>onnx-fp32</relativeTo>
   *     <limit>1.05</limit>
   *   </gate>
   *   <gate>
   *     <variant>onnx-int8</variant>
   *     <metric>accuracyLoss</metric>
   *     <relativeTo>onnx-fp32</relativeTo>
   *     <limit>0.005</limit>
   *   </gate>
   * </gates>
   * }</pre>
   *
   * @since 0.1.0
   */
  @Parameter List<Gate> gates;

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
    pipeline.prepare(goal());
    deliver();
    BenchmarkReport report = pipeline.benchmark();
    attach("json", "benchmark", workspace().benchmarkReport());
    attach("html", "benchmark", workspace().benchmarkPage());
    List<String> failures = gatePolicy().failureLines(report);
    if (!failures.isEmpty()) {
      throw new MojoFailureException(String.join(System.lineSeparator(), failures));
    }
  }

  @Override
  Goal goal() {
    return Goal.BENCHMARK;
  }

  @Override
  final Protocol protocol() {
    BenchmarkConfiguration pom = benchmark == null ? new BenchmarkConfiguration() : benchmark;
    int forks = either(pom.forks, benchmarkForks);
    return new Protocol(
        either(pom.warmup, benchmarkWarmup),
        either(pom.runs, benchmarkRuns),
        either(pom.batchSize, benchmarkBatchSize),
        either(pom.threads, benchmarkThreads),
        forks,
        either(pom.extraForks, forks),
        pom.batchSizes == null ? List.of() : pom.batchSizes,
        Protocol.DEFAULT.settleMillis(),
        either(pom.timeoutSeconds, Protocol.DEFAULT.timeoutSeconds()));
  }

  private static int either(Integer pom, int otherwise) {
    return pom == null ? otherwise : pom;
  }

  @Override
  final GatePolicy gatePolicy() {
    return new GatePolicy(failOnInconclusive, Set.of());
  }

  @Override
  final List<GateRule> gateRules() {
    return gates == null ? null : gates.stream().map(Gate::rule).toList();
  }
}

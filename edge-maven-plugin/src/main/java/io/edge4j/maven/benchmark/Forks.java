package io.edge4j.maven.benchmark;

import io.edge4j.maven.metric.ColdStart;
import io.edge4j.maven.stage.Progress;
import io.edge4j.maven.stage.Stage;
import io.edge4j.maven.stage.StageException;
import io.edge4j.maven.worker.WorkerException;
import io.edge4j.maven.worker.WorkerJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Starts the fresh JVMs that are measured in: one heap size, one collector, one thread count. */
final class Forks {
  /** Fixed, so that no heap grows while it is measured. */
  static final String HEAP = "-Xms512m -Xmx512m -XX:+UseSerialGC";

  /**
   * Cold starts of a variant at each look, at most: every one is a JVM of its own, and they are a
   * third of what a short benchmark takes.
   */
  private static final int COLD_STARTS = 5;

  private final Protocol protocol;
  private final List<Variant> variants;
  private final WorkloadSource workload;
  private final List<String> jvmArguments;
  private final Path logs;
  private final TimeBudget budget;
  private final Progress progress;
  private final List<ForkReport> done = new ArrayList<>();
  private final Map<String, List<ColdStart>> starts = new LinkedHashMap<>();

  /**
   * @param workload what is run
   * @param jvmArguments of every JVM, after ours so that they win
   * @param logs directory for the logs of all JVMs
   */
  Forks(
      Protocol protocol,
      List<Variant> variants,
      WorkloadSource workload,
      List<String> jvmArguments,
      Path logs,
      TimeBudget budget,
      Progress progress) {
    this.protocol = protocol;
    this.variants = variants;
    this.workload = workload;
    this.jvmArguments = List.copyOf(jvmArguments);
    this.logs = logs;
    this.budget = budget;
    this.progress = progress;
  }

  /** What was measured until now. */
  List<ForkReport> done() {
    return List.copyOf(done);
  }

  /** By variant the cold starts beside the first forks, as far as they were measured. */
  Map<String, List<ColdStart>> coldStarts() {
    return starts;
  }

  /** Measures in so many more JVMs, or in fewer when the time would not last for another. */
  void measure(int count) throws StageException, IOException, InterruptedException {
    int before = done.size();
    int target = before + count;
    while (done.size() < target && (done.isEmpty() || budget.hasRoomForAFork())) {
      int fork = done.size();
      progress.say(
          "Measuring in fork " + (fork + 1) + " of " + target + budget.leftFor(target - fork));
      double began = budget.spentSeconds();
      if (fork < before + COLD_STARTS) {
        startAlone(fork);
      }
      List<Integer> batchSizes = fork == 0 ? protocol.batchSizes() : List.of();
      MeasureRequest request = new MeasureRequest(variants, protocol, batchSizes, workload, fork);
      done.add(run(MeasureStage.class, ForkReport.class, request, "fork-" + (fork + 1)));
      budget.forkTook(budget.spentSeconds() - began);
    }
  }

  /** Each variant alone in a JVM of its own. */
  private void startAlone(int fork) throws StageException, IOException, InterruptedException {
    for (int i = 0; i < variants.size(); i++) {
      Variant variant = variants.get(i);
      String name = "cold-start-" + (fork + 1) + "-" + i;
      ColdStartRequest request = new ColdStartRequest(variant, protocol.threads(), workload);
      starts
          .computeIfAbsent(variant.name(), any -> new ArrayList<>())
          .add(run(ColdStartStage.class, ColdStart.class, request, name));
    }
  }

  private <Q extends Record, R extends Record> R run(
      Class<? extends Stage<Q, R>> stage, Class<R> report, Q request, String name)
      throws StageException, IOException, InterruptedException {
    try {
      return jvm().run(stage, report, request, logs, name, progress);
    } catch (WorkerException e) {
      if (budget.isSpent()) {
        throw new StageException(
            "The benchmark did not come to a result within "
                + protocol.timeoutSeconds()
                + " s. Raise <benchmark><timeoutSeconds> (edge.benchmark.timeoutSeconds), or lower "
                + "<benchmark><runs> (edge.benchmark.runs)",
            e);
      }
      throw new StageException(e.getMessage(), e);
    }
  }

  private WorkerJvm jvm() {
    String threads = Integer.toString(protocol.threads());
    List<String> arguments = new ArrayList<>(List.of(HEAP.split(" ", -1)));
    arguments.add("-Dai.djl.pytorch.num_threads=" + threads);
    arguments.add("-Dai.djl.pytorch.num_interop_threads=1");
    arguments.addAll(jvmArguments);
    return WorkerJvm.likeThisOne(arguments, Map.of("OMP_NUM_THREADS", threads), budget.left());
  }
}

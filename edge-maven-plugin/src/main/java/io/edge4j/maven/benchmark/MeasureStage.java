package io.edge4j.maven.benchmark;

import io.edge4j.maven.measure.Interleaving;
import io.edge4j.maven.measure.Reopening;
import io.edge4j.maven.measure.Statistic;
import io.edge4j.maven.measure.Warmup;
import io.edge4j.maven.report.VariantReport.Throughput;
import io.edge4j.maven.stage.Progress;
import io.edge4j.maven.stage.Stage;
import io.edge4j.maven.stage.StageException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * One fork: opens all variants in this JVM, warms them until their times have settled, and measures
 * them interleaved, opening them anew several times on the way.
 */
public final class MeasureStage implements Stage<MeasureRequest, ForkReport> {
  /**
   * Consecutive runs of one variant in a round. Alone, a run would find the caches filled by
   * another engine, which is not how a shipped model runs; many, and rounds would be too far apart
   * in time to be pairs.
   */
  static final int RUNS_PER_ROUND = 10;

  /** More runs of a very quick model than these tell nothing more, and each is a line of a file. */
  private static final int MOST_RUNS = 6000;

  /** Batches of each size that throughput is told from, for as many samples as 300 single runs. */
  private static final int LEAST_BATCHES = 20;

  @Override
  public Class<MeasureRequest> requestType() {
    return MeasureRequest.class;
  }

  @Override
  public ForkReport run(MeasureRequest request, Progress progress)
      throws StageException, IOException, InterruptedException {
    Workload workload = request.workload().open();
    int threads = request.protocol().threads();
    try (OpenVariants open =
        new OpenVariants(request.variants(), threads, workload.shape(), request.fork())) {
      open.open();
      // After opening: a pool that an engine starts there must not inherit the one core.
      String pinning = CorePinning.pinThisThread(threads);
      return measure(request, workload, open, pinning, progress);
    }
  }

  private static ForkReport measure(
      MeasureRequest request,
      Workload workload,
      OpenVariants open,
      String pinning,
      Progress progress)
      throws StageException, IOException {
    Protocol protocol = request.protocol();
    Random random = new Random(request.fork());
    List<Runner> runners = runners(request, workload, open, protocol.batchSize());
    Warmup<RuntimeException> warmup =
        new Warmup<>(runners, protocol.warmup(), protocol.settleMillis() * 1_000_000L);
    warmup.run();
    int runs = runs(protocol, warmup, runners.size());
    Reopening<StageException> reopening =
        new Reopening<>(
            open.bytes(), runs / RUNS_PER_ROUND, () -> renew(runners, request, workload, open));
    List<List<Long>> nanos =
        new Interleaving<>(runners, random, progress).runs(runs, RUNS_PER_ROUND, reopening);
    List<List<Throughput>> throughput = throughput(request, workload, open, random, progress);
    Map<String, String> versions = new TreeMap<>();
    List<ForkReport.Times> times = new ArrayList<>();
    for (int i = 0; i < runners.size(); i++) {
      Variant variant = request.variants().get(i);
      Subject subject = open.of(variant);
      versions.putAll(subject.versions());
      times.add(
          new ForkReport.Times(
              variant.name(),
              subject.recipe().orElse(null),
              subject.engine(),
              nanos.get(i),
              warmup.runs(i),
              warmup.settled(i),
              throughput.get(i)));
    }
    return new ForkReport(times, versions, open.openings(), pinning);
  }

  /** As many as were asked for, or as many more as the least time holds. */
  private static int runs(Protocol protocol, Warmup<?> warmup, int variants) {
    double nanosOfAll = IntStream.range(0, variants).mapToDouble(warmup::meanNanos).sum();
    double fitting = Math.min(MOST_RUNS, protocol.timedMillis() * 1e6 / nanosOfAll);
    int rounds = (int) (fitting / RUNS_PER_ROUND);
    return Math.max(protocol.runs(), rounds * RUNS_PER_ROUND);
  }

  /** Opens the variants anew, and goes on with them after the untimed runs of a start. */
  private static void renew(
      List<Runner> runners, MeasureRequest request, Workload workload, OpenVariants open)
      throws StageException {
    try {
      open.open();
    } catch (IOException e) {
      throw new StageException("A variant could not be opened again: " + e.getMessage(), e);
    }
    Protocol protocol = request.protocol();
    for (int i = 0; i < runners.size(); i++) {
      Runner runner = runners.get(i);
      Variant variant = request.variants().get(i);
      runner.renew(workload.runs(variant, open.of(variant), protocol.batchSize()));
      for (int run = 0; run < protocol.warmup(); run++) {
        runner.timed();
      }
    }
  }

  /** For each variant its throughput by batch size. */
  private static List<List<Throughput>> throughput(
      MeasureRequest request,
      Workload workload,
      OpenVariants open,
      Random random,
      Progress progress)
      throws StageException {
    List<List<Throughput>> found = new ArrayList<>();
    request.variants().forEach(variant -> found.add(new ArrayList<>()));
    for (int size : request.batchSizes()) {
      int batches = Math.max(LEAST_BATCHES, request.protocol().runs() / size);
      List<List<Long>> nanos =
          new Interleaving<>(runners(request, workload, open, size), random, progress)
              .runs(batches, LEAST_BATCHES / 4);
      for (int i = 0; i < found.size(); i++) {
        double[] times = nanos.get(i).stream().mapToDouble(Long::doubleValue).toArray();
        double median = Statistic.median(times);
        found.get(i).add(new Throughput(size, median / 1e6, size / median * 1e9));
      }
    }
    return found;
  }

  private static List<Runner> runners(
      MeasureRequest request, Workload workload, OpenVariants open, int batchSize)
      throws StageException {
    List<Runner> runners = new ArrayList<>();
    for (Variant variant : request.variants()) {
      runners.add(new Runner(workload.runs(variant, open.of(variant), batchSize)));
    }
    return runners;
  }
}

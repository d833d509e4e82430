package io.edge4j.maven.benchmark;

import io.edge4j.maven.measure.Interleaving;
import io.edge4j.maven.measure.Statistic;
import io.edge4j.maven.measure.Warmup;
import io.edge4j.maven.report.VariantReport.Throughput;
import io.edge4j.maven.stage.Progress;
import io.edge4j.maven.stage.Stage;
import io.edge4j.maven.stage.StageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * One fork: opens all variants in this JVM, warms them until their times have settled, and measures
 * them interleaved.
 */
public final class MeasureStage implements Stage<MeasureRequest, ForkReport> {
  /**
   * Consecutive runs of one variant in a round. Alone, a run would find the caches filled by
   * another engine, which is not how a shipped model runs; many, and rounds would be too far apart
   * in time to be pairs.
   */
  static final int RUNS_PER_ROUND = 10;

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
    // A file that is measured at several sizes is opened once.
    Map<Path, Subject> opened = new LinkedHashMap<>();
    try {
      for (Variant variant : openingOrder(request)) {
        if (!opened.containsKey(variant.file())) {
          opened.put(
              variant.file(),
              Subjects.open(variant, request.protocol().threads(), workload.shape()));
        }
      }
      List<Subject> subjects =
          request.variants().stream().map(variant -> opened.get(variant.file())).toList();
      // After opening: a pool that an engine starts there must not inherit the one core.
      String pinning = CorePinning.pinThisThread(request.protocol().threads());
      return measure(request, workload, subjects, pinning, progress);
    } finally {
      opened.values().forEach(Subject::close);
    }
  }

  /** Another one in each fork: where weights come to lie in memory depends on who was first. */
  private static List<Variant> openingOrder(MeasureRequest request) {
    List<Variant> order = new ArrayList<>(request.variants());
    Collections.shuffle(order, new Random(request.fork()));
    return order;
  }

  private static ForkReport measure(
      MeasureRequest request,
      Workload workload,
      List<Subject> subjects,
      String pinning,
      Progress progress)
      throws StageException {
    Protocol protocol = request.protocol();
    Random random = new Random(request.fork());
    List<Runner> runners = runners(request, workload, subjects, protocol.batchSize());
    Warmup<RuntimeException> warmup =
        new Warmup<>(runners, protocol.warmup(), protocol.settleMillis() * 1_000_000L);
    warmup.run();
    List<List<Long>> nanos =
        new Interleaving<>(runners, random, progress).runs(protocol.runs(), RUNS_PER_ROUND);
    List<List<Throughput>> throughput = throughput(request, workload, subjects, random, progress);
    Map<String, String> versions = new TreeMap<>();
    List<ForkReport.Times> times = new ArrayList<>();
    for (int i = 0; i < runners.size(); i++) {
      versions.putAll(subjects.get(i).versions());
      times.add(
          new ForkReport.Times(
              request.variants().get(i).name(),
              subjects.get(i).recipe().orElse(null),
              subjects.get(i).engine(),
              nanos.get(i),
              warmup.runs(i),
              warmup.settled(i),
              throughput.get(i)));
    }
    return new ForkReport(times, versions, pinning);
  }

  /** For each variant its throughput by batch size. */
  private static List<List<Throughput>> throughput(
      MeasureRequest request,
      Workload workload,
      List<Subject> subjects,
      Random random,
      Progress progress)
      throws StageException {
    List<List<Throughput>> found = new ArrayList<>();
    subjects.forEach(subject -> found.add(new ArrayList<>()));
    for (int size : request.batchSizes()) {
      int batches = Math.max(LEAST_BATCHES, request.protocol().runs() / size);
      List<List<Long>> nanos =
          new Interleaving<>(runners(request, workload, subjects, size), random, progress)
              .runs(batches, LEAST_BATCHES / 4);
      for (int i = 0; i < subjects.size(); i++) {
        double[] times = nanos.get(i).stream().mapToDouble(Long::doubleValue).toArray();
        double median = Statistic.median(times);
        found.get(i).add(new Throughput(size, median / 1e6, size / median * 1e9));
      }
    }
    return found;
  }

  private static List<Runner> runners(
      MeasureRequest request, Workload workload, List<Subject> subjects, int batchSize)
      throws StageException {
    List<Runner> runners = new ArrayList<>();
    for (int i = 0; i < subjects.size(); i++) {
      runners.add(new Runner(workload.runs(request.variants().get(i), subjects.get(i), batchSize)));
    }
    return runners;
  }
}

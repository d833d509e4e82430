package io.edge4j.maven.benchmark;

import io.edge4j.maven.stage.Progress;
import io.edge4j.maven.stage.Stage;
import io.edge4j.maven.stage.StageException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;

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

  /** Untimed runs in front of them, for the same reason. */
  static final int LEAD_IN = 2;

  @Override
  public Class<MeasureRequest> requestType() {
    return MeasureRequest.class;
  }

  @Override
  public ForkReport run(MeasureRequest request, Progress progress)
      throws StageException, IOException {
    Inputs inputs = Inputs.read(request.inputs());
    List<Subject> subjects = new ArrayList<>();
    try {
      for (Variant variant : request.variants()) {
        subjects.add(Subjects.open(variant, request.protocol().threads(), inputs.shape()));
      }
      return measure(request, inputs, subjects);
    } finally {
      subjects.forEach(Subject::close);
    }
  }

  private static ForkReport measure(MeasureRequest request, Inputs inputs, List<Subject> subjects) {
    Protocol protocol = request.protocol();
    List<Runner> runners =
        subjects.stream().map(s -> new Runner(s, inputs, protocol.batchSize())).toList();
    Warming warming = new Warming(runners, protocol.warmup());
    warming.run();
    List<List<Long>> nanos = rounds(runners, protocol.runs(), new Random(request.fork()));
    Map<String, String> versions = new TreeMap<>();
    List<ForkReport.Times> times = new ArrayList<>();
    for (int i = 0; i < runners.size(); i++) {
      versions.putAll(subjects.get(i).versions());
      times.add(
          new ForkReport.Times(
              request.variants().get(i).name(),
              subjects.get(i).engine(),
              nanos.get(i),
              warming.runs(i),
              warming.settled(i)));
    }
    return new ForkReport(times, versions, "not pinned");
  }

  /** Every variant in every round, in an order of its own. */
  private static List<List<Long>> rounds(List<Runner> runners, int runs, Random random) {
    List<List<Long>> nanos = new ArrayList<>();
    runners.forEach(runner -> nanos.add(new ArrayList<>()));
    List<Integer> order = new ArrayList<>(IntStream.range(0, runners.size()).boxed().toList());
    int rounds = (runs + RUNS_PER_ROUND - 1) / RUNS_PER_ROUND;
    for (int round = 0; round < rounds; round++) {
      Collections.shuffle(order, random);
      for (int variant : order) {
        Runner runner = runners.get(variant);
        for (int i = 0; i < LEAD_IN; i++) {
          runner.timed();
        }
        for (int i = 0; i < RUNS_PER_ROUND; i++) {
          nanos.get(variant).add(runner.timed());
        }
      }
    }
    return nanos;
  }
}

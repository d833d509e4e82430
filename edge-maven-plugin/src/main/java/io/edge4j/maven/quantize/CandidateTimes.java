package io.edge4j.maven.quantize;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import io.edge4j.maven.measure.Estimate;
import io.edge4j.maven.measure.Interleaving;
import io.edge4j.maven.measure.Reopening;
import io.edge4j.maven.measure.RunTimes;
import io.edge4j.maven.measure.Statistic;
import io.edge4j.maven.measure.TimedRun;
import io.edge4j.maven.measure.Warmup;
import io.edge4j.maven.quantize.session.OrtModel;
import io.edge4j.maven.stage.Progress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Times of the candidates of recipe auto, measured against each other in one process. Good enough
 * to choose by; what a gate decides by is the benchmark's business.
 *
 * @param times by the candidate's name
 */
record CandidateTimes(Map<String, RunTimes> times) {
  private static final int MOST_ROUNDS = 300;
  private static final int LEAST_ROUNDS = 11;

  /** All rounds together take about this long, as far as the least of them allow. */
  private static final double ROUNDS_NANOS = 5e9;

  /** A turn takes at least this long, so that a round of small models is more than its start. */
  private static final double TURN_NANOS = 2_000_000;

  private static final int LEAST_WARMUP_RUNS = 3;
  private static final long WARMUP_NANOS = 300_000_000;
  private static final long SEED = 42;

  /** Of a two-sided 95 % interval. */
  private static final double TAIL = 0.025;

  /** Measures models here. */
  static CandidateTimes measure(
      OpenCandidates open, List<Map<String, OnnxTensor>> inputs, Progress progress)
      throws OrtException, IOException {
    return of(rounds(open, inputs, progress));
  }

  /** What rounds say that were measured here or elsewhere. */
  static CandidateTimes of(Map<String, TimedRounds> rounds) {
    Map<String, RunTimes> times = new LinkedHashMap<>();
    rounds.forEach(
        (name, timed) ->
            times.put(name, RunTimes.of(List.of(timed.nanos()), timed.runsPerRound())));
    return new CandidateTimes(times);
  }

  /**
   * Measures models, opening them anew on the way: see {@link Reopening}.
   *
   * @param inputs what every run gets, for each size that counts
   */
  static Map<String, TimedRounds> rounds(
      OpenCandidates open, List<Map<String, OnnxTensor>> inputs, Progress progress)
      throws OrtException, IOException {
    List<String> names = open.names();
    List<TimedRun<OrtException>> runs = new ArrayList<>();
    names.forEach(name -> runs.add(() -> nanos(open.of(name), inputs)));
    Warmup<OrtException> warmup = new Warmup<>(runs, LEAST_WARMUP_RUNS, WARMUP_NANOS);
    warmup.run();
    List<Integer> runsPerRound =
        IntStream.range(0, names.size())
            .mapToObj(i -> (int) Math.max(1, TURN_NANOS / warmup.meanNanos(i)))
            .toList();
    double round = 0;
    for (int i = 0; i < names.size(); i++) {
      // A run over several sizes takes longer than the mean that it gives.
      long start = System.nanoTime();
      runs.get(i).timed();
      round += runsPerRound.get(i) * (System.nanoTime() - start);
    }
    int rounds = (int) Math.max(LEAST_ROUNDS, Math.min(MOST_ROUNDS, ROUNDS_NANOS / round));
    Reopening<OrtException> reopening =
        new Reopening<>(open.bytes(), rounds, () -> renew(open, runs));
    List<List<Long>> nanos =
        new Interleaving<>(runs, new Random(SEED), progress)
            .rounds(rounds, runsPerRound, reopening);
    Map<String, TimedRounds> timed = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      timed.put(names.get(i), new TimedRounds(runsPerRound.get(i), nanos.get(i)));
    }
    return timed;
  }

  private static void renew(OpenCandidates open, List<TimedRun<OrtException>> runs)
      throws OrtException {
    open.reopen();
    for (TimedRun<OrtException> run : runs) {
      for (int i = 0; i < LEAST_WARMUP_RUNS; i++) {
        run.timed();
      }
    }
  }

  /** The geometric mean of all sizes: a ratio at one counts as much as a ratio at another. */
  private static long nanos(OrtModel model, List<Map<String, OnnxTensor>> inputs)
      throws OrtException {
    double logarithms = 0;
    for (Map<String, OnnxTensor> size : inputs) {
      long start = System.nanoTime();
      model.run(size);
      logarithms += Math.log((double) Math.max(1, System.nanoTime() - start));
    }
    return Math.round(Math.exp(logarithms / inputs.size()));
  }

  private RunTimes timesOf(String candidate) {
    return Objects.requireNonNull(times.get(candidate), candidate);
  }

  /** Load only ever adds time, so the lower quartile of the runs stands for a candidate. */
  double micros(String candidate) {
    double[] millis = timesOf(candidate).all();
    Arrays.sort(millis);
    return Statistic.quantile(millis, 0.25) * 1e3;
  }

  /**
   * How many times faster one candidate is than another, as the median of the rounds' ratios, with
   * an interval that holds whatever their distribution (W. R. Thompson, 1936): the median lies
   * outside of two of them in order as seldom as so few of as many tosses show heads. Rounds of one
   * process on a busy machine have outliers that would make any interval from their spread useless.
   */
  Estimate speedup(String candidate, String over) {
    double[] ratios = timesOf(candidate).speedupsOver(timesOf(over), 0);
    Arrays.sort(ratios);
    int cut = cut(ratios.length);
    return new Estimate(
        Statistic.median(ratios), ratios[cut], ratios[ratios.length - 1 - cut], 0, 0);
  }

  /** How many of the ratios lie below the interval, and as many above it. */
  private static int cut(int rounds) {
    int cut = -1;
    double chance = Math.pow(0.5, rounds);
    double tail = chance;
    while (tail <= TAIL) {
      cut++;
      chance *= (double) (rounds - cut) / (cut + 1);
      tail += chance;
    }
    return Math.max(0, cut);
  }

  /** Whether the rounds leave no doubt that it is faster. */
  boolean isFaster(String candidate, String than) {
    return speedup(candidate, than).low() > 1;
  }
}

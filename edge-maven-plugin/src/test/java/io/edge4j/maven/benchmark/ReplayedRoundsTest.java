package io.edge4j.maven.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.edge4j.maven.measure.Estimate;
import io.edge4j.maven.measure.RunTimes;
import io.edge4j.maven.measure.Student;
import io.edge4j.maven.metric.Metric;
import io.edge4j.maven.report.GateResult.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Benchmarks drawn from rounds that {@link GateExperiment} recorded, a model against its copy, on a
 * calm machine and on one with much else to do: whether intervals hold what they say and gates cry
 * wolf, without timing anything.
 */
class ReplayedRoundsTest {
  private static final int REPLAYS = 10_000;
  private static final int FORKS = Protocol.DEFAULT.forks();
  private static final int FEW_FORKS = 3;
  private static final int RESAMPLES = 200;
  private static final double LEAST_COVERAGE = 0.94;
  private static final double MOST_COVERAGE = 0.965;

  /**
   * On a calm machine a few forks lie far out among many that agree: intervals are then wider than
   * they need to be, which is no fault, and hold the truth more often than they say.
   */
  private static final double MOST_COVERAGE_WITH_OUTLIERS = 0.985;

  /** For each fork a row for each round: the medians of the copy and of the released model. */
  private record Recording(List<double[][]> forks) {
    static Recording of(String name) throws IOException {
      Map<String, List<double[]>> forks = new LinkedHashMap<>();
      try (InputStream in = ReplayedRoundsTest.class.getResourceAsStream(name)) {
        new String(in.readAllBytes(), StandardCharsets.US_ASCII)
            .lines()
            .skip(1)
            .map(line -> line.split(",", -1))
            .forEach(
                cells ->
                    forks
                        .computeIfAbsent(cells[0], any -> new ArrayList<>())
                        .add(
                            new double[] {
                              Double.parseDouble(cells[2]), Double.parseDouble(cells[3])
                            }));
      }
      return new Recording(forks.values().stream().map(f -> f.toArray(double[][]::new)).toList());
    }

    /**
     * How much faster the copy was in forks that are drawn, if it had taken so many times as long.
     */
    Estimate speedup(int[] drawn, double slowed) {
      return times(drawn, round -> round[0] * slowed).speedupOver(times(drawn, round -> round[1]));
    }

    private RunTimes times(int[] drawn, ToDoubleFunction<double[]> time) {
      return new RunTimes(
          Arrays.stream(drawn)
              .mapToObj(
                  fork ->
                      Arrays.stream(forks.get(fork))
                          .map(round -> new double[] {time.applyAsDouble(round)})
                          .toArray(double[][]::new))
              .toArray(double[][][]::new));
    }

    int[] draw(Random random, int count) {
      return random.ints(count, 0, forks.size()).toArray();
    }

    /** What all recorded forks together say. */
    double truth() {
      return speedup(IntStream.range(0, forks.size()).toArray(), 1).value();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "rounds-calm.csv, " + MOST_COVERAGE_WITH_OUTLIERS,
    "rounds-loaded.csv, " + MOST_COVERAGE
  })
  void ninetyFiveOfAHundredIntervalsHoldTheTruth(String name, double most) throws IOException {
    Recording recording = Recording.of(name);
    double truth = recording.truth();
    Random random = new Random(1);
    int held = 0;
    for (int replay = 0; replay < REPLAYS; replay++) {
      Estimate found = recording.speedup(recording.draw(random, FORKS), 1);
      held += found.low() <= truth && found.high() >= truth ? 1 : 0;
    }
    assertThat((double) held / REPLAYS).isBetween(LEAST_COVERAGE, most);
  }

  /** What stood here before: it would not pass the test above. */
  @Test
  void aBootstrapOverThreeForksHoldsTheTruthTooSeldom() throws IOException {
    Recording recording = Recording.of("rounds-calm.csv");
    double truth = recording.truth();
    Random random = new Random(1);
    int held = 0;
    int replays = REPLAYS / 10;
    for (int replay = 0; replay < replays; replay++) {
      int[] drawn = recording.draw(random, FEW_FORKS);
      double[] forks =
          Arrays.stream(drawn)
              .mapToDouble(f -> recording.speedup(new int[] {f}, 1).value())
              .toArray();
      double[] means =
          IntStream.range(0, RESAMPLES)
              .mapToDouble(
                  i ->
                      random
                          .ints(FEW_FORKS, 0, FEW_FORKS)
                          .mapToDouble(f -> forks[f])
                          .average()
                          .orElseThrow())
              .sorted()
              .toArray();
      boolean holds =
          means[RESAMPLES * 25 / 1000] <= truth && means[RESAMPLES * 975 / 1000 - 1] >= truth;
      held += holds ? 1 : 0;
    }
    assertThat((double) held / replays).isLessThan(LEAST_COVERAGE - 0.1);
  }

  @ParameterizedTest
  @CsvSource({"rounds-calm.csv, 0.99", "rounds-loaded.csv, 0.98"})
  void aGateStopsACopyAtMostOnceInAThousandTimes(String name, double limit) throws IOException {
    assertThat(stopped(Recording.of(name), 1, limit)).isLessThanOrEqualTo(0.001);
  }

  @ParameterizedTest
  @CsvSource({"rounds-calm.csv, 1.02, 0.99", "rounds-loaded.csv, 1.05, 0.98"})
  void aGateStopsASlowerModelInNinetyFiveOfAHundredTimes(String name, double slowed, double limit)
      throws IOException {
    assertThat(stopped(Recording.of(name), slowed, limit)).isGreaterThanOrEqualTo(0.95);
  }

  /** The share of replays, with a second look where the first one leaves it open, that fail. */
  private static double stopped(Recording recording, double slowed, double limit) {
    Random random = new Random(2);
    int stopped = 0;
    for (int replay = 0; replay < REPLAYS; replay++) {
      int[] all = recording.draw(random, 2 * FORKS);
      Outcome outcome =
          outcome(recording.speedup(Arrays.copyOf(all, FORKS), slowed), limit, Look.FIRST);
      if (outcome == Outcome.INCONCLUSIVE) {
        outcome = outcome(recording.speedup(all, slowed), limit, Look.LAST);
      }
      stopped += outcome == Outcome.FAILED ? 1 : 0;
    }
    return (double) stopped / REPLAYS;
  }

  private static Outcome outcome(Estimate speedup, double limit, Look look) {
    return Gates.decide(Metric.SPEEDUP, Student.atTail(speedup, look.tail()), limit);
  }
}

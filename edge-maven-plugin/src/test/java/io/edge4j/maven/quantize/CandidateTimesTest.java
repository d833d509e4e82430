package io.edge4j.maven.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import io.edge4j.maven.measure.Estimate;
import io.edge4j.maven.measure.RunTimes;
import io.edge4j.maven.onnx.ModelFixture;
import io.edge4j.maven.quantize.session.OrtModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What rounds of times say about which model is faster. */
class CandidateTimesTest {
  @TempDir Path folder;
  private static final int ROUNDS = 101;

  @Test
  void aModelThatIsFasterInEveryRoundIsFasterWhateverTheLoad() {
    CandidateTimes times = times(0.8, 0.01);

    assertThat(times.isFaster("a", "b")).isTrue();
    assertThat(times.speedup("a", "b").value()).isBetween(1.2, 1.3);
    assertThat(times.isFaster("b", "a")).isFalse();
  }

  @Test
  void noiseAloneMakesNoModelFaster() {
    CandidateTimes times = times(1, 0.2);

    assertThat(times.isFaster("a", "b")).isFalse();
    assertThat(times.isFaster("b", "a")).isFalse();
  }

  @Test
  void theIntervalHoldsTheTruthAsOftenAsItSaysAlthoughSomeRoundsAreFarOff() {
    int held = 0;
    for (int seed = 0; seed < 1000; seed++) {
      Random random = new Random(seed);
      double[][] a = new double[ROUNDS][1];
      double[][] b = new double[ROUNDS][1];
      for (int round = 0; round < ROUNDS; round++) {
        a[round][0] = held(random);
        b[round][0] = 1.1 * held(random);
      }
      Estimate speedup =
          new CandidateTimes(Map.of("a", runTimes(a), "b", runTimes(b))).speedup("a", "b");
      held += speedup.low() <= 1.1 && speedup.high() >= 1.1 ? 1 : 0;
      assertThat(speedup.high() / speedup.low()).isLessThan(1.04);
    }
    assertThat(held).isBetween(940, 990);
  }

  /** A run, of which one in ten is held up by others for up to ten times as long. */
  private static double held(Random random) {
    double time = 1 + 0.02 * random.nextGaussian();
    return random.nextInt(10) == 0 ? time * (1 + 9 * random.nextDouble()) : time;
  }

  @Test
  void candidatesAreOpenedAnewOnTheWay() throws Exception {
    try (OpenCandidates open = new OpenCandidates(1)) {
      OrtModel first = open.add("fp32", product());
      open.add("copy", product());
      try (OnnxTensor fits = tensor(first, 4)) {
        CandidateTimes times = CandidateTimes.measure(open, List.of(Map.of("x", fits)), line -> {});

        assertThat(open.openings()).isBetween(2, 10);
        assertThat(times.times()).containsOnlyKeys("fp32", "copy");
      }
    }
  }

  @Test
  void aCandidateThatWasDroppedIsNotOpenedAgain() throws Exception {
    try (OpenCandidates open = new OpenCandidates(1)) {
      OrtModel first = open.add("fp32", product());
      open.add("wrong", product());
      open.drop("wrong");
      open.reopen();

      assertThat(open.names()).containsExactly("fp32");
      assertThat(open.of("fp32")).isNotSameAs(first);
      assertThatThrownBy(() -> open.of("wrong")).isInstanceOf(NullPointerException.class);
    }
  }

  private Path product() throws IOException {
    return ModelFixture.opset(17)
        .input("x", -1, 4)
        .weight("w", 4, 4)
        .node("MatMul", List.of("x", "w"), List.of("y"))
        .output("y", -1, 4)
        .write(folder.resolve("model.onnx"));
  }

  @Test
  void aRunTakesEverySizeThatCounts() throws Exception {
    try (OpenCandidates open = new OpenCandidates(1);
        OnnxTensor fits = tensor(open.add("fp32", product()), 4);
        OnnxTensor tooWide = tensor(open.of("fp32"), 5)) {

      assertThatThrownBy(
              () ->
                  CandidateTimes.measure(
                      open, List.of(Map.of("x", fits), Map.of("x", tooWide)), line -> {}))
          .isInstanceOf(OrtException.class)
          .hasMessageContaining("Got: 5 Expected: 4");
    }
  }

  private static OnnxTensor tensor(OrtModel model, int width) throws OrtException {
    return OnnxTensor.createTensor(model.environment(), new float[1][width]);
  }

  /** Times of two models on a machine whose load changes from round to round. */
  private static CandidateTimes times(double ratio, double noise) {
    Random random = new Random(5);
    double[][] a = new double[ROUNDS][1];
    double[][] b = new double[ROUNDS][1];
    for (int round = 0; round < ROUNDS; round++) {
      double load = 100 * (1 + 3 * random.nextDouble());
      a[round][0] = ratio * load * (1 + noise * random.nextGaussian());
      b[round][0] = load * (1 + noise * random.nextGaussian());
    }
    return new CandidateTimes(Map.of("a", runTimes(a), "b", runTimes(b)));
  }

  private static RunTimes runTimes(double[][] rounds) {
    return new RunTimes(new double[][][] {rounds});
  }
}

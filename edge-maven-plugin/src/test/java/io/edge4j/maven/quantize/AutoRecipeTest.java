package io.edge4j.maven.quantize;

import static io.edge4j.maven.onnx.ModelFixture.opset;
import static io.edge4j.maven.onnx.ModelFixture.tensor;
import static org.assertj.core.api.Assertions.assertThat;

import io.edge4j.maven.compare.Differences;
import io.edge4j.maven.dataset.Dataset;
import io.edge4j.maven.dataset.Samples;
import io.edge4j.maven.measure.RunTimes;
import io.edge4j.maven.onnx.Model;
import io.edge4j.maven.onnx.ModelFixture;
import io.edge4j.model.InputContract;
import io.edge4j.model.OnnxHeader;
import io.edge4j.model.Recipe;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Recipe auto: the fastest of what loses little enough, fp32 included. */
class AutoRecipeTest {
  @TempDir Path folder;

  @Test
  void theSeedsNetworkEndsNoSlowerThanWithDynamic() throws Exception {
    AutoRecipe.Choice choice =
        choose(SeedCnn.file("fp32.onnx"), QuantizationOptions.DEFAULT, SeedImages.load());

    Map<String, Trial> trials =
        choice.trials().stream().collect(Collectors.toMap(Trial::candidate, Function.identity()));
    assertThat(trials)
        .containsOnlyKeys(
            "fp32", "fp16", "dynamic", "dynamic-body", "blockwise", "static", "static-head");
    Trial chosen = trials.get(choice.chosen().name());
    assertThat(chosen.outcome()).isEqualTo("chosen");
    assertThat(chosen.speedupHigh()).isGreaterThanOrEqualTo(trials.get("dynamic").speedupLow());
    assertThat(chosen.accuracy()).isGreaterThanOrEqualTo(0.995);
  }

  @Test
  void aToyControllerOfFiveInputsStaysFp32() throws Exception {
    ModelFixture controller =
        opset(17)
            .input("x", 1, 5)
            .weight("w1", 5, 16)
            .weight("b1", 16)
            .weight("w2", 16, 2)
            .weight("b2", 2)
            .node("Gemm", List.of("x", "w1", "b1"), List.of("h"))
            .node("Tanh", List.of("h"), List.of("t"))
            .node("Gemm", List.of("t", "w2", "b2"), List.of("y"))
            .output("y", 1, 2);

    AutoRecipe.Choice choice =
        choose(controller.write(folder.resolve("toy.onnx")), QuantizationOptions.DEFAULT, null);

    assertThat(choice.chosen().recipe()).isEqualTo(Recipe.FP32);
    assertThat(choice.trials())
        .filteredOn(trial -> trial.candidate().equals("dynamic"))
        .singleElement()
        .extracting(Trial::outcome)
        .isEqualTo("not surely faster than fp32");
  }

  @Test
  void layersThatHurtMostGoBackToFp32() throws Exception {
    // With one scale for all, the small columns of "spread" drown, and "gather" makes them large.
    ModelFixture model = opset(17).input("x", 1, 64).output("y", 1, 64);
    float[] spread = model.normal(64, 64);
    float[] gather = model.normal(64, 64);
    for (int row = 0; row < 64; row++) {
      for (int column = 0; column < 64; column++) {
        spread[row * 64 + column] *= (float) Math.pow(10, -column / 16.0);
        gather[row * 64 + column] *= (float) Math.pow(10, row / 16.0);
      }
    }
    model
        .initializer(tensor("spread", spread, 64, 64))
        .initializer(tensor("gather", gather, 64, 64))
        .weight("benign", 64, 64)
        .node("MatMul", List.of("x", "spread"), List.of("a"))
        .node("MatMul", List.of("a", "gather"), List.of("b"))
        .node("MatMul", List.of("b", "benign"), List.of("y"));
    QuantizationOptions perTensor =
        new QuantizationOptions(
            NodeSelection.ALL,
            false,
            false,
            null,
            null,
            64,
            false,
            0.005,
            0.02,
            true,
            BlockwiseOptions.DEFAULT);

    AutoRecipe.Choice choice = choose(model.write(folder.resolve("spread.onnx")), perTensor, null);

    assertThat(choice.trials())
        .filteredOn(trial -> trial.candidate().equals("dynamic"))
        .singleElement()
        .satisfies(
            trial -> {
              assertThat(trial.keptInFp32()).containsExactlyInAnyOrder("a", "b");
              assertThat(trial.relativeError()).isLessThanOrEqualTo(0.02);
            });
  }

  @Test
  void aCandidateThatCannotBeMadeIsDroppedWithTheReason() throws Exception {
    Dataset unreadable = new UnreadableTraining(SeedImages.load());

    AutoRecipe.Choice choice =
        choose(
            SeedCnn.file("fp32.onnx"), QuantizationOptions.DEFAULT, unreadable, SeedImages.load());

    assertThat(choice.trials())
        .filteredOn(trial -> trial.candidate().equals("static"))
        .singleElement()
        .satisfies(
            trial -> {
              assertThat(trial.outcome()).isEqualTo("it does not work: the disk is gone");
              assertThat(trial.micros()).isNull();
            });
    assertThat(choice.chosen().name()).isIn("fp32", "fp16", "dynamic", "dynamic-body", "blockwise");
  }

  @Test
  void aCandidateOfTheHeadThatIsTheWholeModelIsNotTriedTwice() throws Exception {
    Path perceptron =
        opset(17)
            .input("x", 1, 1, 8, 8)
            .weight("w", 64, 2)
            .node("Flatten", List.of("x"), List.of("f"))
            .node("Gemm", List.of("f", "w"), List.of("y"))
            .output("y", 1, 2)
            .write(folder.resolve("perceptron.onnx"));

    AutoRecipe.Choice choice =
        choose(perceptron, QuantizationOptions.DEFAULT, DrawnSamples.of(1, 8, 8));

    assertThat(choice.trials())
        .filteredOn(trial -> trial.candidate().equals("static-head"))
        .singleElement()
        .extracting(Trial::outcome)
        .isEqualTo("it is the same as static");
  }

  @Test
  void anErrorOfAGoodEncoderIsAllowedWithoutLabels() {
    AllowedLoss loss = new AllowedLoss(0.005, QuantizationOptions.DEFAULT.maxRelativeError());

    assertThat(loss.permits(judged(0.14))).isTrue();
    assertThat(loss.permits(judged(0.31))).isFalse();
  }

  @Test
  void whatCouldNotBeComparedIsNotAllowed() {
    Judgement nothing = Judgement.unlabelled(null, 16, new Differences(List.of(), List.of()));

    assertThat(new AllowedLoss(1, 1).permits(nothing)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.6, 1.0, 1.02, 1.1, 1.5})
  void theWinnerIsNeverMuchSlowerThanTheBest(double speedup) {
    Map<String, Double> trueSpeedups =
        Map.of("fp32", 1.0, "dynamic", speedup, "static", 1.02 * speedup, "static-head", 1.3);
    Map<String, Long> sizes =
        Map.of("fp32", 400L, "dynamic", 90L, "static", 100L, "static-head", 200L);
    double best = trueSpeedups.values().stream().max(Double::compare).orElseThrow();
    for (int seed = 0; seed < 10; seed++) {
      String winner =
          AutoRecipe.winner(
              List.copyOf(trueSpeedups.keySet()), busyMachine(trueSpeedups, seed), sizes);

      assertThat(trueSpeedups.get(winner)).isGreaterThanOrEqualTo(best / 1.03);
    }
  }

  @Test
  void halfPrecisionWinsByItsSizeWhereNothingIsFaster() {
    Map<String, Double> speedups = Map.of("fp32", 1.0, "fp16", 1.0, "dynamic", 0.8);

    assertThat(winner(speedups)).isEqualTo("fp16");
  }

  @ParameterizedTest
  @CsvSource({
    "1.5, 105, 0.5, dynamic-body",
    "1.3, 105, 0.5, dynamic",
    "1.5, 150, 0.5, dynamic",
    "1.5, 105, 0.9, dynamic"
  })
  void lastLayersStayFp32WhereThatCostsLittleAndGainsMuch(
      double speedup, long size, double loss, String expected) {
    CandidateTimes times =
        busyMachine(Map.of("fp32", 1.0, "dynamic", 1.5, "dynamic-body", speedup), 1);

    String winner =
        AutoRecipe.withLastLayersInFp32(
            "dynamic",
            List.of("fp32", "dynamic", "dynamic-body"),
            times,
            Map.of("fp32", 400L, "dynamic", 100L, "dynamic-body", size),
            Map.of("fp32", 0.0, "dynamic", 1.0, "dynamic-body", loss));

    assertThat(winner).isEqualTo(expected);
  }

  @Test
  void lastLayersAreThoseThatNothingButEndsFollow() throws Exception {
    Path file =
        opset(17)
            .input("x", 1, 8)
            .weight("w", 8, 8)
            .weight("v", 8, 4)
            .weight("b", 4)
            .weight("u", 8, 3)
            .node("MatMul", List.of("x", "w"), List.of("first"))
            .node("Relu", List.of("first"), List.of("r"))
            .node("MatMul", List.of("r", "v"), List.of("scores"))
            .node("Add", List.of("scores", "b"), List.of("biased"))
            .node("Softmax", List.of("biased"), List.of("y"))
            .node("MatMul", List.of("r", "u"), List.of("z"))
            .output("y", 1, 4)
            .output("z", 1, 3)
            .write(folder.resolve("ends.onnx"));

    assertThat(LastLayers.of(Model.read(file))).containsExactlyInAnyOrder("scores", "z");
  }

  @Test
  void halfPrecisionNeverWinsBySpeed() {
    assertThat(winner(Map.of("fp32", 1.0, "fp16", 1.2, "dynamic", 1.1))).isEqualTo("dynamic");
    assertThat(winner(Map.of("fp32", 1.0, "fp16", 0.9))).isEqualTo("fp32");
  }

  private static String winner(Map<String, Double> speedups) {
    Map<String, Long> sizes = Map.of("fp32", 400L, "fp16", 200L, "dynamic", 300L);
    return AutoRecipe.winner(List.copyOf(speedups.keySet()), busyMachine(speedups, 1), sizes);
  }

  /** Rounds on a machine whose load changes by a factor of 4, with 3 % of noise beside that. */
  private static CandidateTimes busyMachine(Map<String, Double> speedups, int seed) {
    Random random = new Random(seed);
    double[] loads = random.doubles(101, 1, 4).toArray();
    Map<String, RunTimes> times = new LinkedHashMap<>();
    for (String name : speedups.keySet().stream().sorted().toList()) {
      double[][] rounds = new double[loads.length][1];
      for (int round = 0; round < loads.length; round++) {
        rounds[round][0] = loads[round] / speedups.get(name) * (1 + 0.03 * random.nextGaussian());
      }
      times.put(name, new RunTimes(new double[][][] {rounds}));
    }
    return new CandidateTimes(times);
  }

  private static Judgement judged(double error) {
    return Judgement.unlabelled(null, 16, TestDifferences.of(error));
  }

  /** Samples that cannot be read, as on a disk that went away. */
  private record UnreadableTraining(SeedImages images) implements Dataset {
    @Override
    public String name() {
      return images.name();
    }

    @Override
    public String fingerprint() {
      return images.fingerprint();
    }

    @Override
    public List<String> classNames() {
      return images.classNames();
    }

    @Override
    public long[] sampleShape() {
      return images.sampleShape();
    }

    @Override
    public Samples train() {
      return new Samples() {
        @Override
        public int size() {
          return 1;
        }

        @Override
        public int label(int index) {
          return 0;
        }

        @Override
        public void copyTo(int index, float[] target, int offset) {
          throw new IllegalStateException("the disk is gone");
        }
      };
    }

    @Override
    public Samples test() {
      return images.test();
    }
  }

  private AutoRecipe.Choice choose(Path fp32, QuantizationOptions options, Dataset dataset)
      throws Exception {
    return choose(fp32, options, dataset, dataset);
  }

  private AutoRecipe.Choice choose(
      Path fp32, QuantizationOptions options, Dataset training, Dataset dataset) throws Exception {
    InputContract contract = InputContract.of(OnnxHeader.read(fp32).inputs());
    Judge judge =
        new Judge(dataset == null ? null : dataset.fittedTo(contract), contract, 1, line -> {});
    return new AutoRecipe(
            new CandidateBuilder(
                fp32,
                options,
                judge,
                training == null ? null : training.fittedTo(contract),
                42,
                folder.resolve("optimized.onnx")),
            judge,
            TimingPlace.here(judge),
            line -> {})
        .choose();
  }
}

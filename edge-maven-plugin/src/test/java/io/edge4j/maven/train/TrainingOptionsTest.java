package io.edge4j.maven.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import io.edge4j.maven.dataset.Dataset;
import io.edge4j.maven.dataset.DatasetSpec;
import io.edge4j.maven.dataset.Datasets;
import io.edge4j.maven.dataset.IdxFiles;
import io.edge4j.maven.stage.Progress;
import io.edge4j.maven.stage.StageException;
import io.edge4j.maven.train.ClassResults.ClassResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Validation, early stopping, schedules, resuming, and the presets beside small-cnn. */
class TrainingOptionsTest {
  private static final TrainingOptions VALIDATED = new TrainingOptions(0.2, 0, "constant");

  @TempDir Path folder;
  private DatasetSpec dataset;

  @BeforeEach
  void draw() throws IOException {
    dataset =
        new DatasetSpec(
            "idx", IdxFiles.garments(folder.resolve("data"), 42, 300, 100), 42, Map.of());
  }

  @Test
  void theBestEpochByValidationLossIsWritten() throws Exception {
    // A rate at which the loss goes up and down.
    TrainingReport report = train(mlp("out", 6, 0.05, Map.of(), VALIDATED));
    EpochReport best =
        report.epochs().stream()
            .min((a, b) -> Double.compare(a.validationLoss(), b.validationLoss()))
            .orElseThrow();
    assertThat(report.bestEpoch()).isEqualTo(best.epoch());
    assertThat(report.testAccuracy()).isEqualTo(best.testAccuracy());
    assertThat(accuracyOf(report)).isEqualTo(best.testAccuracy());
    assertThat(report.classes().classes().stream().mapToInt(ClassResult::correct).sum() / 100.0)
        .isEqualTo(best.testAccuracy());
  }

  @Test
  void patienceEndsATrainingThatGetsNoBetter() throws Exception {
    List<String> lines = new ArrayList<>();
    TrainingOptions options = new TrainingOptions(0.2, 2, "constant");
    TrainingReport report =
        new TrainingStage().run(mlp("out", 60, 0.05, Map.of(), options), lines::add);
    assertThat(report.epochs()).hasSize(report.bestEpoch() + 2).hasSizeLessThan(60);
    assertThat(lines).last().asString().contains("stopped after epoch", "patience");
  }

  @Test
  void aScheduleChangesTheWeights() throws Exception {
    String constant = train(mlp("a", 2, 0.01, Map.of(), schedule("constant"))).weightsDigest();
    String linear = train(mlp("b", 2, 0.01, Map.of(), schedule("linear"))).weightsDigest();
    String cosine = train(mlp("c", 2, 0.01, Map.of(), schedule("cosine"))).weightsDigest();
    assertThat(List.of(constant, linear, cosine)).doesNotHaveDuplicates();
  }

  @Test
  void schedulesStartAtTheRateAndEndAtNothing() {
    for (String name : List.of("linear", "cosine")) {
      LearningRateSchedule schedule = LearningRateSchedule.named(name).orElseThrow();
      assertThat(schedule.factor().applyAsDouble(0)).isEqualTo(1);
      assertThat(schedule.factor().applyAsDouble(0.5)).isBetween(0.49, 0.51);
      assertThat(schedule.factor().applyAsDouble(1)).isBetween(0.0, 1e-9);
    }
  }

  @Test
  void anInterruptedTrainingGoesOnToTheSameBits() throws Exception {
    Map<String, String> dropout = Map.of("dropout", "0.3");
    TrainingReport whole = train(mlp("whole", 4, 0.01, dropout, VALIDATED));
    TrainingRequest request = mlp("interrupted", 4, 0.01, dropout, VALIDATED);
    Progress killer =
        line -> {
          if (line.startsWith("epoch 3/4")) {
            throw new IllegalStateException("killed");
          }
        };
    assertThatThrownBy(() -> new TrainingStage().run(request, killer)).hasMessage("killed");
    assertThat(request.directory().resolve(Checkpoint.FILE)).exists();
    assertThat(request.directory().resolve(TrainingStage.REPORT)).doesNotExist();

    List<String> lines = new ArrayList<>();
    TrainingReport resumed = new TrainingStage().run(request, lines::add);
    assertThat(lines.get(1)).contains("going on after epoch 2 of 4");
    assertThat(resumed).isEqualTo(whole);
    assertThat(request.directory().resolve(Checkpoint.FILE)).doesNotExist();
  }

  @Test
  void anotherTrainingsCheckpointIsNotGoneOnFrom() throws Exception {
    TrainingRequest request = mlp("out", 3, 0.01, Map.of(), VALIDATED);
    Progress killer =
        line -> {
          if (line.startsWith("epoch 2/3")) {
            throw new IllegalStateException("killed");
          }
        };
    assertThatThrownBy(() -> new TrainingStage().run(request, killer)).hasMessage("killed");
    List<String> lines = new ArrayList<>();
    new TrainingStage().run(mlp("out", 3, 0.02, Map.of(), VALIDATED), lines::add);
    assertThat(lines).noneMatch(line -> line.contains("going on"));
  }

  @Test
  void mlpTakesItsLayersFromThePom() throws Exception {
    TrainingReport report = train(mlp("out", 1, 0.01, Map.of("hidden", "16, 8"), VALIDATED));
    assertThat(report.parameters()).isEqualTo(784 * 16 + 16 + 16 * 8 + 8 + 8 * 10 + 10);
    assertThat(report.block().parameters()).containsEntry("hidden", "16, 8");
    assertThat(accuracyOf(report)).isEqualTo(report.testAccuracy());
  }

  @Test
  void mobilenetTrainsAndLoadsItsRunningMeans() throws Exception {
    TrainingReport report =
        train(
            request(
                "out", "mobilenet", 1, 0.01, Map.of("width", "0.25", "blocks", "2"), VALIDATED));
    assertThat(report.parameters()).isLessThan(5_000);
    assertThat(accuracyOf(report)).isEqualTo(report.testAccuracy());
  }

  @Test
  void smallCnnTakesOtherWidths() throws Exception {
    TrainingReport report =
        train(
            request(
                "out", "small-cnn", 1, 0.01, Map.of("filters", "8,16", "units", "16"), VALIDATED));
    assertThat(report.parameters())
        .isEqualTo(8 * 9 + 8 + 16 * 8 * 9 + 16 + 16 * 49 * 16 + 16 + 16 * 10 + 10);
  }

  @Test
  void regressionLearnsAValue() throws Exception {
    StringBuilder table = new StringBuilder("a,b,noise,y\n");
    Random random = new Random(42);
    for (int i = 0; i < 400; i++) {
      double a = random.nextGaussian();
      double b = random.nextGaussian();
      table.append(a).append(',').append(b).append(',').append(random.nextGaussian());
      table.append(',').append(2 * a - b + 0.5).append('\n');
    }
    Path tables = Files.createDirectories(folder.resolve("tables"));
    Files.writeString(tables.resolve("table.csv"), table);
    dataset = new DatasetSpec("csv", tables, 42, Map.of("task", "regression"));
    TrainingReport report = train(mlp("out", 12, 0.01, Map.of("hidden", "32"), VALIDATED));
    assertThat(report.metric()).isEqualTo("rmse");
    assertThat(report.classes()).isNull();
    assertThat(report.block().classes()).isEqualTo(1);
    assertThat(report.testAccuracy()).isLessThan(0.3);
    // The same network, between raw columns and raw values: other roundings, and no more.
    assertThat(accuracyOf(report)).isCloseTo(report.testAccuracy(), withinPercentage(0.01));
  }

  @Test
  void wrongOptionsAreNamed() {
    assertRefused(new TrainingOptions(1, 0, "constant"), "<validationShare>", "1.0");
    assertRefused(new TrainingOptions(Double.NaN, 0, "constant"), "edge.validationShare", "NaN");
    assertRefused(new TrainingOptions(0.1, -1, "constant"), "<patience>", "-1");
    assertRefused(new TrainingOptions(0, 3, "constant"), "<patience>", "<validationShare>");
    assertRefused(new TrainingOptions(0, 0, "warp"), "<learningRateSchedule>", "'warp'", "cosine");
  }

  @Test
  void wrongArchitectureParametersAreNamed() {
    assertParameterRefused("mlp", Map.of("hidden", "16,x"), "<hidden>", "'16,x'");
    assertParameterRefused("mlp", Map.of("hiden", "16"), "<hiden>", "'mlp'", "[dropout, hidden]");
    assertParameterRefused("mlp", Map.of("dropout", "2"), "<dropout>", "'2'");
    assertParameterRefused("small-cnn", Map.of("filters", "16"), "<filters>", "two multiples of 8");
    assertParameterRefused("small-cnn", Map.of("filters", "4,8"), "<filters>", "multiples of 8");
    assertParameterRefused("mobilenet", Map.of("width", "-1"), "<width>", "'-1'");
    assertParameterRefused("mobilenet", Map.of("blocks", "0"), "<blocks>", "'0'");
  }

  private double accuracyOf(TrainingReport report) throws Exception {
    Path weights = folder.resolve("out").resolve(report.weights());
    Dataset data = Datasets.open(dataset);
    try (TrainedModel model = TrainedModel.load(report.block(), weights);
        NDManager manager = model.model().getNDManager().newSubManager()) {
      return new Evaluation(Objective.of(data), data.test(), data.sampleShape(), 1)
          .of(model.block(), new ParameterStore(manager, false), manager)
          .score();
    }
  }

  private void assertRefused(TrainingOptions options, String... parts) {
    TrainingRequest request = mlp("out", 1, 0.01, Map.of(), options);
    assertThatThrownBy(() -> TrainingRules.validate(request))
        .isInstanceOf(StageException.class)
        .hasMessageContainingAll(parts);
  }

  private void assertParameterRefused(
      String architecture, Map<String, String> parameters, String... parts) {
    TrainingRequest request = request("out", architecture, 1, 0.01, parameters, VALIDATED);
    assertThatThrownBy(() -> TrainingRules.validate(request))
        .isInstanceOf(StageException.class)
        .hasMessageContaining("<architectureParameters>")
        .hasMessageContainingAll(parts);
  }

  private static TrainingReport train(TrainingRequest request) throws Exception {
    return new TrainingStage().run(request, line -> {});
  }

  private static TrainingOptions schedule(String name) {
    return new TrainingOptions(0, 0, name);
  }

  private TrainingRequest mlp(
      String out,
      int epochs,
      double rate,
      Map<String, String> parameters,
      TrainingOptions options) {
    return request(out, "mlp", epochs, rate, parameters, options);
  }

  private TrainingRequest request(
      String out,
      String architecture,
      int epochs,
      double rate,
      Map<String, String> parameters,
      TrainingOptions options) {
    return new TrainingRequest(
        dataset,
        architecture,
        null,
        epochs,
        32,
        rate,
        7,
        1,
        folder.resolve(out),
        parameters,
        options);
  }
}

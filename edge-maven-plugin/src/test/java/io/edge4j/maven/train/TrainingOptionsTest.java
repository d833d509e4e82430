package io.edge4j.maven.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import ai.djl.util.cuda.CudaUtils;
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
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Validation, early stopping, schedules, resuming, and the presets beside small-cnn. */
class TrainingOptionsTest {
  private static final TrainingOptions VALIDATED = options(0.2, 0, "constant");

  private static final Augmentation FLIPPED = new Augmentation("horizontal", 0.1, 0.9, 10);

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
    TrainingOptions options = options(0.2, 2, "constant");
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
    TrainingOptions options =
        new TrainingOptions(0.2, 0, "constant", 0.1, ClassWeights.BALANCED, FLIPPED, null, "cpu");
    TrainingReport whole = train(mlp("whole", 4, 0.01, dropout, options));
    TrainingRequest request = mlp("interrupted", 4, 0.01, dropout, options);
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
  void eachKindOfAugmentationChangesTheWeightsAndTheSameSeedDrawsTheSame() throws Exception {
    List<Augmentation> kinds =
        List.of(
            Augmentation.NONE,
            new Augmentation("horizontal", 0, 1, 0),
            new Augmentation("none", 0.1, 1, 0),
            new Augmentation("none", 0, 0.8, 0),
            new Augmentation("none", 0, 1, 10));
    List<String> digests = new ArrayList<>();
    for (Augmentation kind : kinds) {
      digests.add(train(mlp("out", 1, 0.01, Map.of(), augmented(kind))).weightsDigest());
    }
    assertThat(digests).doesNotHaveDuplicates();
    assertThat(train(mlp("out", 1, 0.01, Map.of(), augmented(kinds.get(4)))).weightsDigest())
        .isEqualTo(digests.get(4));
  }

  @Test
  void decayChangesTheWeights() throws Exception {
    String plain = train(mlp("a", 1, 0.01, Map.of(), decay(0))).weightsDigest();
    assertThat(train(mlp("b", 1, 0.01, Map.of(), decay(0.1))).weightsDigest()).isNotEqualTo(plain);
  }

  @Test
  void balancedClassesMakeARareOneCount() throws Exception {
    dataset = rareClass();
    double plain = accuracyOfTheRareClass(ClassWeights.NONE);
    double balanced = accuracyOfTheRareClass(ClassWeights.BALANCED);
    assertThat(plain).isLessThan(0.3);
    assertThat(balanced).isGreaterThan(0.6);
  }

  @Test
  void optionsThatTheDatasetDoesNotTakeAreRefused() throws Exception {
    dataset = rareClass();
    assertThatThrownBy(() -> train(mlp("out", 1, 0.01, Map.of(), augmented(FLIPPED))))
        .isInstanceOf(StageException.class)
        .hasMessageContainingAll("<augmentation>", "not known to be any");
    dataset = new DatasetSpec("csv", dataset.directory(), 42, Map.of("task", "regression"));
    TrainingOptions balanced =
        new TrainingOptions(
            0, 0, "linear", 0, ClassWeights.BALANCED, Augmentation.NONE, null, "cpu");
    assertThatThrownBy(() -> train(mlp("out", 1, 0.01, Map.of(), balanced)))
        .isInstanceOf(StageException.class)
        .hasMessageContainingAll("<classWeights>", "balanced", "no classes");
  }

  /** Two overlapping classes; one sample in twenty is of the second. */
  private DatasetSpec rareClass() throws IOException {
    StringBuilder table = new StringBuilder("a,b,y\n");
    Random random = new Random(7);
    for (int i = 0; i < 1000; i++) {
      int label = i % 20 == 0 ? 1 : 0;
      table.append(random.nextGaussian() + label * 1.5).append(',');
      table.append(random.nextGaussian()).append(',').append(label).append('\n');
    }
    Path tables = Files.createDirectories(folder.resolve("rare"));
    Files.writeString(tables.resolve("table.csv"), table);
    return new DatasetSpec("csv", tables, 42, Map.of());
  }

  private double accuracyOfTheRareClass(String classWeights) throws Exception {
    TrainingOptions options =
        new TrainingOptions(0, 0, "linear", 0, classWeights, Augmentation.NONE, null, "cpu");
    TrainingReport report = train(mlp("out", 10, 0.01, Map.of("hidden", "16"), options));
    return report.classes().classes().get(1).accuracy();
  }

  private static TrainingOptions decay(double weightDecay) {
    return new TrainingOptions(
        0, 0, "constant", weightDecay, ClassWeights.NONE, Augmentation.NONE, null, "cpu");
  }

  private static TrainingOptions augmented(Augmentation augmentation) {
    return new TrainingOptions(0, 0, "constant", 0, ClassWeights.NONE, augmentation, null, "cpu");
  }

  private static TrainingOptions device(String device) {
    return new TrainingOptions(
        0, 0, "constant", 0, ClassWeights.NONE, Augmentation.NONE, null, device);
  }

  @Test
  void aGpuThatTheRuntimeDoesNotFindIsRefusedBeforeAnythingIsRead() {
    Assumptions.assumeFalse(CudaUtils.hasCuda(), "this machine has a GPU");
    assertThatThrownBy(() -> train(mlp("out", 1, 0.01, Map.of(), device("cuda"))))
        .isInstanceOf(StageException.class)
        .hasMessageContainingAll("<trainingDevice> (edge.trainingDevice) is 'cuda'", "'cpu'");
  }

  @Test
  void wrongOptionsAreNamed() {
    assertRefused(options(1, 0, "constant"), "<validationShare>", "1.0");
    assertRefused(options(Double.NaN, 0, "constant"), "edge.validationShare", "NaN");
    assertRefused(options(0.1, -1, "constant"), "<patience>", "-1");
    assertRefused(options(0, 3, "constant"), "<patience>", "<validationShare>");
    assertRefused(options(0, 0, "warp"), "<learningRateSchedule>", "'warp'", "cosine");
    assertRefused(decay(-0.1), "<weightDecay>", "-0.1");
    assertRefused(decay(Double.NaN), "edge.weightDecay", "NaN");
    assertRefused(
        new TrainingOptions(0, 0, "linear", 0, "equal", Augmentation.NONE, null, "cpu"),
        "<classWeights>",
        "'equal'",
        "[none, balanced]");
    assertRefused(device("gpu"), "<trainingDevice>", "'gpu'", "[cpu, cuda]");
    assertRefused(augmented(new Augmentation("left", 0, 1, 0)), "<flip>", "'left'", "horizontal");
    assertRefused(augmented(new Augmentation("none", 1, 1, 0)), "<shift>", "1.0");
    assertRefused(augmented(new Augmentation("none", 0, 0, 0)), "<crop>", "0.0");
    assertRefused(augmented(new Augmentation("none", 0, 1, 181)), "<rotation>", "181.0");
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
      return new Evaluation(
              Objective.of(data), data.test(), data.sampleShape(), 1, ClassWeights.none())
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

  private static TrainingOptions options(double validationShare, int patience, String schedule) {
    return new TrainingOptions(
        validationShare, patience, schedule, 0, ClassWeights.NONE, Augmentation.NONE, null, "cpu");
  }

  private static TrainingOptions schedule(String name) {
    return options(0, 0, name);
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

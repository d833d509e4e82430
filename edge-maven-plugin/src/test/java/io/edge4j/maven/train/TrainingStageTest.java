package io.edge4j.maven.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.edge4j.maven.dataset.DatasetSpec;
import io.edge4j.maven.dataset.IdxFiles;
import io.edge4j.maven.stage.Json;
import io.edge4j.maven.stage.StageException;
import io.edge4j.maven.train.ClassResults.ClassResult;
import io.edge4j.maven.train.ClassResults.Confusion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingStageTest {
  @TempDir Path folder;
  private DatasetSpec garments;

  @BeforeEach
  void draw() throws IOException {
    garments =
        new DatasetSpec(
            "idx", IdxFiles.garments(folder.resolve("data"), 42, 600, 200), 42, Map.of());
  }

  @Test
  void learns() throws Exception {
    TrainingReport report = train(request("out", 42, 3, 0.001));
    assertThat(report.epochs()).hasSize(3);
    assertThat(report.epochs().get(2).loss()).isLessThan(report.epochs().get(0).loss());
    assertThat(report.testAccuracy())
        .isGreaterThan(0.5)
        .isEqualTo(report.epochs().get(2).testAccuracy());
  }

  @Test
  void saysWhatBecameOfEachClass() throws Exception {
    TrainingReport report = train(request("out", 42, 1, 0.001));
    assertThat(report.classes().classes())
        .extracting(ClassResult::name)
        .isEqualTo(report.dataset().classNames());
    assertThat(report.classes().classes().stream().mapToInt(ClassResult::samples).sum())
        .isEqualTo(200);
    int wrong = report.classes().confusions().stream().mapToInt(Confusion::samples).sum();
    assertThat(1 - wrong / 200.0).isCloseTo(report.testAccuracy(), offset(1e-9));
  }

  @Test
  void warnsOfAnAccuracyThatTheLargestClassExplains() throws Exception {
    List<String> lines = new ArrayList<>();
    new TrainingStage().run(request("out", 42, 1, 1e-9), lines::add);
    assertThat(lines).last().asString().startsWith("warning: the accuracy of ");
  }

  @Test
  void smallCnnIsTheSeedsNetwork() throws Exception {
    TrainingReport report = train(request("out", 42, 1, 0.001));
    assertThat(report.parameters()).isEqualTo(206_922);
    assertThat(report.block())
        .isEqualTo(
            new BlockSpec(
                "small-cnn", null, List.of(1L, 28L, 28L), 10, Map.of(), Standardisation.NONE));
  }

  @Test
  void theSameSeedGivesTheSameFilesByteForByte() throws Exception {
    train(request("first", 7, 1, 0.001));
    train(request("second", 7, 1, 0.001));
    assertThat(files("first")).containsExactly(TrainedModel.WEIGHTS, TrainingStage.REPORT);
    for (String file : files("first")) {
      assertThat(folder.resolve("second").resolve(file))
          .hasSameBinaryContentAs(folder.resolve("first").resolve(file));
    }
  }

  @Test
  void anotherSeedGivesOtherWeights() throws Exception {
    String first = train(request("out", 7, 1, 0.001)).weightsDigest();
    assertThat(train(request("out", 8, 1, 0.001)).weightsDigest()).isNotEqualTo(first);
  }

  @Test
  void writesTheReportThatItReturns() throws Exception {
    TrainingReport report = train(request("out", 42, 1, 0.001));
    Path written = folder.resolve("out").resolve(TrainingStage.REPORT);
    assertThat(Json.read(written, TrainingReport.class)).isEqualTo(report);
    assertThat(report.weights()).isEqualTo(TrainedModel.WEIGHTS);
    assertThat(report.dataset().fingerprint()).startsWith("sha256:");
  }

  @Test
  void saysALineAnEpoch() throws Exception {
    List<String> lines = new ArrayList<>();
    new TrainingStage().run(request("out", 42, 2, 0.001), lines::add);
    assertThat(lines).hasSize(3);
    assertThat(lines.get(0)).contains("small-cnn", "206,922", "600 samples", "idx (data)");
    assertThat(lines.get(1))
        .matches(
            "epoch 1/2: loss \\d\\.\\d{4}, accuracy 0\\.\\d{4} train 0\\.\\d{4} test, [\\d,]+"
                + " samples/s, \\d+ s left");
    assertThat(lines.get(2)).startsWith("epoch 2/2").endsWith(" 0 s left");
  }

  @Test
  void loadedWeightsPredictWhatTheReportSays() throws Exception {
    TrainingReport report = train(request("out", 42, 2, 0.001));
    try (TrainedModel model =
            TrainedModel.load(report.block(), folder.resolve("out").resolve(report.weights()));
        NDManager manager = model.model().getNDManager().newSubManager()) {
      var dataset = io.edge4j.maven.dataset.Datasets.open(garments);
      double accuracy =
          new Evaluation(
                  Objective.CLASSIFICATION,
                  dataset.test(),
                  dataset.sampleShape(),
                  1,
                  ClassWeights.none())
              .of(model.block(), new ParameterStore(manager, false), manager)
              .score();
      assertThat(accuracy).isEqualTo(report.testAccuracy());
      NDArray batch = manager.zeros(new Shape(3, 1, 28, 28));
      NDArray logits =
          model
              .block()
              .forward(new ParameterStore(manager, false), new NDList(batch), false)
              .singletonOrThrow();
      assertThat(logits.getShape()).isEqualTo(new Shape(3, 10));
    }
  }

  @Test
  void damagedWeightsAreRefused() throws Exception {
    TrainingReport report = train(request("out", 42, 1, 0.001));
    Path weights = folder.resolve("out").resolve(report.weights());
    Files.write(weights, Arrays.copyOf(Files.readAllBytes(weights), 10_000));
    assertThatThrownBy(() -> TrainedModel.load(report.block(), weights))
        .isInstanceOf(StageException.class)
        .hasMessageContainingAll(weights.toString(), "edge:train");
  }

  @Test
  void missingWeightsAreRefused() {
    BlockSpec spec =
        new BlockSpec("small-cnn", null, List.of(1L, 28L, 28L), 10, Map.of(), Standardisation.NONE);
    assertThatThrownBy(() -> TrainedModel.load(spec, folder.resolve("none.params")))
        .isInstanceOf(StageException.class)
        .hasMessageContainingAll("none.params", "missing", "edge:train");
  }

  @Test
  void aRateThatDivergesIsAnErrorAndLeavesNoFile() {
    assertThatThrownBy(() -> train(request("out", 42, 2, 1e30)))
        .isInstanceOf(StageException.class)
        .hasMessageContainingAll("diverged", "edge.learningRate", "1.0E30");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void anInterruptEndsTheTraining() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> train(request("out", 42, 1, 0.001)))
        .isInstanceOf(InterruptedException.class);
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void refusesSamplesThatThePresetCannotTake() throws Exception {
    Path data = folder.resolve("tiny");
    Files.createDirectories(data);
    byte[] images = {0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 2, 1, 2, 3, 4};
    byte[] labels = {0, 0, 8, 1, 0, 0, 0, 1, 1};
    for (String split : List.of("train", "t10k")) {
      Files.write(data.resolve(split + "-images-idx3-ubyte"), images);
      Files.write(data.resolve(split + "-labels-idx1-ubyte"), labels);
    }
    garments = new DatasetSpec("idx", data, 42, Map.of());
    assertThatThrownBy(() -> train(request("out", 42, 1, 0.001)))
        .isInstanceOf(StageException.class)
        .hasMessageContainingAll("edge.architecture", "small-cnn", "[1, 2, 2]", "4 or more");
  }

  private TrainingReport train(TrainingRequest request) throws Exception {
    return new TrainingStage().run(request, line -> {});
  }

  private TrainingRequest request(String out, long seed, int epochs, double rate) {
    return new TrainingRequest(
        garments,
        "small-cnn",
        null,
        epochs,
        32,
        rate,
        seed,
        1,
        folder.resolve(out),
        Map.of(),
        TrainingOptions.DEFAULT);
  }

  private List<String> files(String directory) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve(directory))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}

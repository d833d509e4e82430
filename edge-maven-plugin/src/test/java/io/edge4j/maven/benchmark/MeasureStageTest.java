package io.edge4j.maven.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.edge4j.model.ModelMetadata;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeasureStageTest {
  private static final int RUNS = 40;

  @TempDir private Path folder;

  @Test
  void runsThatThePomNamesAreMadeExactly() throws Exception {
    ForkReport report = measure(TestModels.perceptron(folder.resolve("small.onnx"), 8), 0);

    assertThat(report.times().get(0).nanos()).hasSize(RUNS);
  }

  @Test
  void aQuickModelIsRunMoreOftenWhileThereIsTime() throws Exception {
    ForkReport report = measure(TestModels.perceptron(folder.resolve("small.onnx"), 8), 100);

    assertThat(report.times().get(0).nanos()).hasSizeGreaterThan(RUNS);
  }

  @Test
  void everythingIsOpenedAnewBetweenRounds() throws Exception {
    ForkReport report = measure(TestModels.perceptron(folder.resolve("small.onnx"), 8), 0);

    assertThat(report.openings()).isBetween(2, RUNS / MeasureStage.RUNS_PER_ROUND);
  }

  @Test
  void largeFilesAreOpenedOnce() throws Exception {
    Path large = TestModels.perceptron(folder.resolve("large.onnx"), 260_000);

    assertThat(measure(large, 0).openings()).isEqualTo(1);
  }

  /** Two threads, so that no core is bound to the thread of the tests. */
  private ForkReport measure(Path file, int timedMillis) throws Exception {
    Inputs inputs = Inputs.random(ModelMetadata.of(file).inputs());
    WorkloadSource source = WorkloadSource.of(inputs, folder.resolve("inputs"));
    Protocol protocol = new Protocol(2, RUNS, 1, 2, 1, 0, List.of(), timedMillis, 1, 60);
    return new MeasureStage()
        .run(
            new MeasureRequest(
                List.of(Variant.onnx("onnx-fp32", file)), protocol, List.of(), source, 0),
            line -> {});
  }
}

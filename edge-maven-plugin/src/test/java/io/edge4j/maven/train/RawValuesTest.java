package io.edge4j.maven.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.edge4j.maven.dataset.Dataset;
import io.edge4j.maven.dataset.DatasetSpec;
import io.edge4j.maven.dataset.Datasets;
import io.edge4j.maven.dataset.Spread;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A network learns from standardised numbers; the model around it takes and gives raw ones. */
class RawValuesTest {
  @TempDir Path folder;

  /** The configuration of docs/train.md; prices are linear in both columns, but for the noise. */
  @Test
  void theErrorOfARegressionComesNearTheNoiseOfItsData() throws Exception {
    double noise = 3000;
    StringBuilder table = new StringBuilder("size,rooms,price\n");
    Random random = new Random(3);
    for (int i = 0; i < 800; i++) {
      double size = 40 + 160 * random.nextDouble();
      int rooms = 1 + random.nextInt(5);
      double price = 20_000 + 2000 * size + 8000 * rooms + noise * random.nextGaussian();
      table.append(size).append(',').append(rooms).append(',').append(price).append('\n');
    }
    TrainingReport report = train(table.toString(), 30, 0.01);
    assertThat(report.metric()).isEqualTo("rmse");
    assertThat(report.testAccuracy()).isBetween(0.8 * noise, 2 * noise);
    assertThat(report.block().standardisation().target().std()).isBetween(80_000.0, 110_000.0);
    assertThat(predictionErrorOf(report))
        .isCloseTo(report.testAccuracy(), within(1e-3 * report.testAccuracy()));
  }

  @Test
  void aTargetThatNeverChangesIsPredicted() throws Exception {
    TrainingReport report = train("a,b,y\n" + "1,2,7.5\n2,1,7.5\n3,5,7.5\n".repeat(20), 20, 0.01);
    assertThat(report.block().standardisation().target()).isEqualTo(new Spread(7.5, 0.0075));
    assertThat(report.testAccuracy()).isLessThan(0.0075);
    assertThat(predictionErrorOf(report)).isCloseTo(report.testAccuracy(), within(1e-6));
  }

  /** 1,000,000 to 1,000,063 in steps of 1/16: what float32 can just tell apart. */
  @Test
  void columnsFarFromZeroReachTheNetworkAsItLearntThem() throws Exception {
    StringBuilder table = new StringBuilder("far,year,y\n");
    for (int i = 0; i < 1000; i++) {
      table.append(1_000_000 + i / 16.0).append(',').append(1900 + i % 120);
      table.append(',').append(i).append('\n');
    }
    TrainingReport report = train(table.toString(), 1, 0.01);
    Dataset data = dataset();
    try (TrainedModel model = load(report);
        NDManager manager = model.model().getNDManager().newSubManager()) {
      float[] raw = new float[2];
      for (int i = 0; i < data.test().size(); i++) {
        data.test().copyTo(i, raw, 0);
        float[] learnt = new float[2];
        report.block().standardisation().of(data.test()).copyTo(i, learnt, 0);
        NDArray standardised =
            forward(
                model.block().getChildren().get(0).getValue(),
                manager.create(raw, new Shape(1, 2)),
                manager);
        assertThat(standardised.toFloatArray()).containsExactly(learnt);
      }
    }
  }

  @Test
  void withoutAnythingToStandardiseTheBlockIsTheNetwork() throws Exception {
    Files.writeString(folder.resolve("table.csv"), "x,kind\n1,a\n2,b\n3,a\n4,b\n");
    Map<String, String> raw = Map.of("standardise", "false");
    TrainingReport report = train(new DatasetSpec("csv", folder, 1, raw), 1, 0.01);
    assertThat(report.block().standardisation()).isEqualTo(Standardisation.NONE);
    try (TrainedModel model = load(report)) {
      assertThat(model.block()).isSameAs(model.network());
    }
  }

  /** DJL finds the weights of the network itself, whatever is around it in this build. */
  @Test
  void theWeightsFileIsTheNetworksOwn() throws Exception {
    TrainingReport report = train("a,b,y\n1,2,100\n2,1,200\n3,5,300\n4,4,400\n", 1, 0.01);
    BlockSpec whole = report.block();
    BlockSpec bare =
        new BlockSpec(
            whole.architecture(),
            null,
            whole.inputShape(),
            whole.classes(),
            whole.parameters(),
            Standardisation.NONE);
    Path weights = folder.resolve("out").resolve(report.weights());
    try (TrainedModel a = TrainedModel.load(whole, weights);
        TrainedModel b = TrainedModel.load(bare, weights);
        NDManager manager = a.model().getNDManager().newSubManager()) {
      NDArray input = manager.create(new float[] {0.5f, -1}, new Shape(1, 2));
      assertThat(forward(a.network(), input, manager).toFloatArray())
          .containsExactly(forward(b.block(), input, manager).toFloatArray());
    }
  }

  private double predictionErrorOf(TrainingReport report) throws Exception {
    Dataset data = dataset();
    try (TrainedModel model = load(report);
        NDManager manager = model.model().getNDManager().newSubManager()) {
      double squares = 0;
      float[] raw = new float[2];
      for (int i = 0; i < data.test().size(); i++) {
        data.test().copyTo(i, raw, 0);
        NDArray input = manager.create(raw, new Shape(1, 2));
        double error = forward(model.block(), input, manager).getFloat(0) - data.test().target(i);
        squares += error * error;
      }
      return Math.sqrt(squares / data.test().size());
    }
  }

  private static NDArray forward(ai.djl.nn.Block block, NDArray input, NDManager manager) {
    return block
        .forward(new ParameterStore(manager, false), new NDList(input), false)
        .singletonOrThrow();
  }

  private TrainedModel load(TrainingReport report) throws Exception {
    return TrainedModel.load(report.block(), folder.resolve("out").resolve(report.weights()));
  }

  private DatasetSpec spec() {
    return new DatasetSpec("csv", folder, 42, Map.of("task", "regression"));
  }

  private Dataset dataset() throws Exception {
    return Datasets.open(spec());
  }

  private TrainingReport train(String table, int epochs, double rate) throws Exception {
    Files.writeString(folder.resolve("table.csv"), table);
    return train(spec(), epochs, rate);
  }

  private TrainingReport train(DatasetSpec data, int epochs, double rate) throws Exception {
    return new TrainingStage()
        .run(
            new TrainingRequest(
                data,
                "mlp",
                null,
                epochs,
                64,
                rate,
                42,
                1,
                folder.resolve("out"),
                Map.of(),
                TrainingOptions.DEFAULT),
            line -> {});
  }
}

package io.edge4j.maven.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Model;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.BlockFactory;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.training.ParameterStore;
import io.edge4j.maven.dataset.DatasetSpec;
import io.edge4j.maven.dataset.IdxFiles;
import io.edge4j.maven.stage.StageException;
import java.nio.file.Path;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a network throws, and answers in another shape than the loss takes. */
class GuardedForwardTest {
  @TempDir Path folder;

  @Test
  void aLastSampleAloneJoinsTheBatchBeforeIt() throws Exception {
    TrainingReport report = train(Normalized.class, 199);

    assertThat(report.epochs()).hasSize(1);
  }

  @Test
  void batchesOfOneAreRefusedWhereTheNetworkNormalizes() {
    assertThatThrownBy(() -> train(Normalized.class, 1))
        .isInstanceOf(StageException.class)
        .hasMessageContainingAll(
            "03BatchNorm",
            "in training",
            "[(1, 8)]",
            "more than 1 value per channel",
            "<batchSize> (edge.batchSize) must be at least 2");
  }

  @Test
  void anExceptionNamesTheBlockTheShapesTheLineAndTheMessage() {
    Block network =
        new SequentialBlock()
            .add(Linear.builder().setUnits(3).build())
            .add(
                new SequentialBlock()
                    .addSingleton(
                        x -> {
                          throw new IllegalStateException("no such mode");
                        }));
    refused(network, Objective.CLASSIFICATION)
        .hasMessageStartingWith("The block 02SequentialBlock/01LambdaBlock of the network fails")
        .hasMessageContainingAll("[(5, 3)]", "GuardedForwardTest.java", "no such mode");
  }

  @Test
  void oneNumberPerSampleWithoutAnAxisIsRefusedForValues() {
    Block network =
        new SequentialBlock()
            .add(Linear.builder().setUnits(1).build())
            .addSingleton(x -> x.squeeze(1));
    refused(network, Objective.REGRESSION)
        .hasMessageContainingAll("an array of shape (5)", "(5, 1) is needed", "expandDims(1)");
  }

  @Test
  void anOutputWithTooManyAxesIsRefusedForClasses() {
    Block network = new SequentialBlock().addSingleton(x -> x.expandDims(1));
    refused(network, Objective.CLASSIFICATION)
        .hasMessageContainingAll("(5, 1, 4)", "(5, classes) is needed");
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> refused(
      Block network, Objective objective) {
    try (NDManager manager = NDManager.newBaseManager()) {
      for (var child : network.getChildren().values()) {
        if (child instanceof Linear) {
          child.initialize(manager, DataType.FLOAT32, new Shape(1, 4));
        }
      }
      return assertThatThrownBy(
              () ->
                  new GuardedForward(network, objective)
                      .of(
                          new ParameterStore(manager, false),
                          manager.ones(new Shape(5, 4)),
                          /* training= */ true))
          .isInstanceOf(StageException.class);
    }
  }

  private TrainingReport train(Class<? extends BlockFactory> factory, int batchSize)
      throws Exception {
    DatasetSpec garments =
        new DatasetSpec(
            "idx", IdxFiles.garments(folder.resolve("data"), 42, 200, 20), 42, Map.of());
    return new TrainingStage()
        .run(
            new TrainingRequest(
                garments,
                null,
                factory.getName(),
                1,
                batchSize,
                0.001,
                42,
                1,
                folder.resolve("out"),
                Map.of(),
                TrainingOptions.DEFAULT),
            line -> {});
  }

  /** A normalization over what a linear layer gives. */
  public static final class Normalized implements BlockFactory {
    private static final long serialVersionUID = 1L;

    @Override
    public Block newBlock(Model model, Path modelPath, Map<String, ?> arguments) {
      return new SequentialBlock()
          .add(Blocks.batchFlattenBlock(784))
          .add(Linear.builder().setUnits(8).build())
          .add(BatchNorm.builder().build())
          .add(Linear.builder().setUnits(10).build());
    }
  }
}

package io.edge4j.maven.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.nn.Block;
import ai.djl.nn.BlockFactory;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import io.edge4j.maven.stage.StageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BlocksTest {
  private static final Path DIRECTORY = Path.of("target");

  @Test
  void everyArchitectureHasABlock() {
    assertThat(Presets.ALL.keySet()).containsExactlyInAnyOrderElementsOf(Architecture.names());
  }

  @Test
  void aFactoryIsToldWhatItsNetworkIsFor() throws Exception {
    try (TrainedModel model = initialized(LinearFactory.class.getName(), 3)) {
      assertThat(model.parameterCount()).isEqualTo(4 * 3 + 3);
    }
  }

  @Test
  void aClassThatIsNotThereMeansCompileFirst() {
    assertRefused("com.example.Nowhere", "com.example.Nowhere", "mvn compile");
  }

  @Test
  void aClassThatIsNoFactoryIsRefused() {
    assertRefused("java.lang.String", "does not implement ai.djl.nn.BlockFactory");
  }

  @Test
  void aFactoryWithoutAPublicConstructorIsRefused() {
    assertRefused(HiddenFactory.class.getName(), "public constructor");
  }

  @Test
  void whatAFactoryThrowsIsTold() {
    assertRefused(ThrowingFactory.class.getName(), "newBlock failed", "no such layer");
  }

  @Test
  void aFactoryThatReturnsNothingIsRefused() {
    assertRefused(NullFactory.class.getName(), "returned null");
  }

  @Test
  void aNetworkWithAnotherNumberOfOutputsThanClassesIsRefused() {
    assertRefused(TwoUnits.class.getName(), "(1, 2)", "(1, 3)", "last layer");
  }

  @Test
  void aNetworkThatCannotTakeTheSamplesIsRefused() {
    assertRefused(ImageFactory.class.getName(), "does not take", "[4]");
  }

  private static TrainedModel initialized(String factory, int classes) throws StageException {
    return TrainedModel.initialized(
        new BlockSpec(null, factory, List.of(4L), classes, Map.of(), Standardisation.NONE),
        DIRECTORY,
        Device.cpu());
  }

  private static void assertRefused(String factory, String... parts) {
    assertThatThrownBy(() -> initialized(factory, 3).close())
        .isInstanceOf(StageException.class)
        .hasMessageContainingAll(parts);
  }

  /** One linear layer, as wide as the dataset has classes. */
  public static final class LinearFactory implements BlockFactory {
    private static final long serialVersionUID = 1L;

    @Override
    public Block newBlock(Model model, Path modelPath, Map<String, ?> arguments) {
      int classes = (Integer) arguments.get("classes");
      return new SequentialBlock().add(Linear.builder().setUnits(classes).build());
    }
  }

  public static final class HiddenFactory implements BlockFactory {
    private static final long serialVersionUID = 1L;

    private HiddenFactory() {}

    @Override
    public Block newBlock(Model model, Path modelPath, Map<String, ?> arguments) {
      return new SequentialBlock();
    }
  }

  public static final class ThrowingFactory implements BlockFactory {
    private static final long serialVersionUID = 1L;

    @Override
    public Block newBlock(Model model, Path modelPath, Map<String, ?> arguments) {
      throw new IllegalArgumentException("no such layer");
    }
  }

  public static final class NullFactory implements BlockFactory {
    private static final long serialVersionUID = 1L;

    @Override
    public Block newBlock(Model model, Path modelPath, Map<String, ?> arguments) {
      return null;
    }
  }

  public static final class TwoUnits implements BlockFactory {
    private static final long serialVersionUID = 1L;

    @Override
    public Block newBlock(Model model, Path modelPath, Map<String, ?> arguments) {
      return new SequentialBlock().add(Linear.builder().setUnits(2).build());
    }
  }

  public static final class ImageFactory implements BlockFactory {
    private static final long serialVersionUID = 1L;

    @Override
    public Block newBlock(Model model, Path modelPath, Map<String, ?> arguments)
        throws IOException {
      try {
        return Presets.of(
            new BlockSpec("small-cnn", null, List.of(4L), 3, Map.of(), Standardisation.NONE));
      } catch (StageException e) {
        throw new IOException(e);
      }
    }
  }
}

package io.edge4j.maven.train;

import ai.djl.Model;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.BlockFactory;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.pooling.Pool;
import io.edge4j.maven.stage.StageException;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;

/** From a {@link BlockSpec} to a DJL block without weights. */
final class Blocks {
  /** The same rows as {@link Architecture#ALL}. */
  static final Map<String, Function<BlockSpec, Block>> PRESETS =
      Map.of(Architecture.SMALL_CNN, Blocks::smallCnn);

  private Blocks() {}

  /**
   * @param directory what a block factory gets as its model path
   * @throws StageException when the block factory cannot be found, made or run
   */
  static Block of(BlockSpec spec, Model model, Path directory) throws StageException {
    if (spec.architecture() != null) {
      return PRESETS.get(spec.architecture()).apply(spec);
    }
    String refused = "<blockFactory> (edge.blockFactory) is '" + spec.blockFactory() + "'";
    BlockFactory factory = newFactory(spec.blockFactory(), refused);
    try {
      Block block =
          factory.newBlock(
              model, directory, Map.of("classes", spec.classes(), "inputShape", spec.inputShape()));
      if (block == null) {
        throw new StageException(
            refused + ", whose newBlock returned null; return the block to train.");
      }
      return block;
    } catch (IOException | RuntimeException | LinkageError e) {
      throw new StageException(
          refused + ", whose newBlock failed: " + e + ". Repair it, or set architecture instead.",
          e);
    }
  }

  private static BlockFactory newFactory(String name, String refused) throws StageException {
    try {
      ClassLoader loader = Thread.currentThread().getContextClassLoader();
      Class<?> type = Class.forName(name, true, loader);
      if (!BlockFactory.class.isAssignableFrom(type)) {
        throw new StageException(
            refused
                + ", which does not implement ai.djl.nn.BlockFactory; let it, or name another.");
      }
      return type.asSubclass(BlockFactory.class).getConstructor().newInstance();
    } catch (ClassNotFoundException e) {
      throw new StageException(
          refused
              + ", but no class of that name is among the project's compiled classes and its"
              + " dependencies; compile first (mvn compile), and check the package and the spelling.",
          e);
    } catch (NoSuchMethodException | IllegalAccessException | InstantiationException e) {
      throw new StageException(
          refused + ", which cannot be made: give it a public constructor without arguments.", e);
    } catch (InvocationTargetException e) {
      throw new StageException(refused + ", whose constructor failed: " + e.getCause(), e);
    } catch (LinkageError e) {
      throw new StageException(
          refused
              + ", which does not fit the classes around it ("
              + e
              + "); a dependency of the project is missing or of another version than the plugin's DJL.",
          e);
    }
  }

  /**
   * Two times convolution 3x3 with padding 1, ReLU and a 2x2 pool (16, then 32 channels), flattened
   * into 128 units with ReLU, then one logit a class. For {@code [1, 28, 28]} and ten classes it
   * has 206,922 parameters.
   */
  private static Block smallCnn(BlockSpec spec) {
    Shape two = new Shape(2, 2);
    return new SequentialBlock()
        .add(convolution3x3(16))
        .add(Activation.reluBlock())
        .add(Pool.maxPool2dBlock(two, two))
        .add(convolution3x3(32))
        .add(Activation.reluBlock())
        .add(Pool.maxPool2dBlock(two, two))
        .add(ai.djl.nn.Blocks.batchFlattenBlock())
        .add(Linear.builder().setUnits(128).build())
        .add(Activation.reluBlock())
        .add(Linear.builder().setUnits(spec.classes()).build());
  }

  private static Block convolution3x3(int filters) {
    return Conv2d.builder()
        .setKernelShape(new Shape(3, 3))
        .optPadding(new Shape(1, 1))
        .setFilters(filters)
        .build();
  }
}

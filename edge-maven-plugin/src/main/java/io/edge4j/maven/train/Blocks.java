package io.edge4j.maven.train;

import ai.djl.Model;
import ai.djl.nn.Block;
import ai.djl.nn.BlockFactory;
import io.edge4j.maven.stage.StageException;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** From a {@link BlockSpec} to a DJL block without weights. */
final class Blocks {
  private Blocks() {}

  /**
   * @param directory what a block factory gets as its model path
   * @throws StageException when the block factory cannot be found, made or run
   */
  static Block of(BlockSpec spec, Model model, Path directory) throws StageException {
    String name = spec.blockFactory();
    if (name == null) {
      return Presets.of(spec);
    }
    String refused = refused(name);
    BlockFactory factory = newFactory(name);
    try {
      Block block = factory.newBlock(model, directory, arguments(spec));
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

  /**
   * Refuses a block factory that is not there, long before there is a dataset to build a block for.
   *
   * @param blockFactory null when a preset is asked for
   */
  static void require(@Nullable String blockFactory) throws StageException {
    if (blockFactory != null) {
      newFactory(blockFactory);
    }
  }

  /** The pom's parameters as strings, and what the dataset says. */
  private static Map<String, Object> arguments(BlockSpec spec) {
    Map<String, Object> arguments = new HashMap<>(spec.parameters());
    arguments.put("classes", spec.classes());
    arguments.put("inputShape", spec.inputShape());
    return arguments;
  }

  private static String refused(String blockFactory) {
    return "<blockFactory> (edge.blockFactory) is '" + blockFactory + "'";
  }

  private static BlockFactory newFactory(String name) throws StageException {
    String refused = refused(name);
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
}

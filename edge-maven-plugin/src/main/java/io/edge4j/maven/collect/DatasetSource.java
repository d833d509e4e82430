package io.edge4j.maven.collect;

import ai.djl.training.dataset.Dataset;
import ai.djl.training.dataset.Dataset.Usage;
import io.edge4j.maven.stage.StageException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A class of the project that gives datasets. In order of preference it is a {@code
 * Function<Dataset.Usage, Dataset>}, a {@code Dataset} with a public constructor that takes a
 * {@code Dataset.Usage}, or one with a public constructor that takes nothing and gives all samples.
 */
final class DatasetSource {
  private final Class<?> type;
  private final String refused;

  private DatasetSource(Class<?> type, String refused) {
    this.type = type;
    this.refused = refused;
  }

  /**
   * @throws StageException when there is no such class, or none that gives datasets
   */
  static DatasetSource of(String className) throws StageException {
    String refused = "<className> in <parameters> of <dataset> is '" + className + "'";
    Class<?> type;
    try {
      type = Class.forName(className, true, Thread.currentThread().getContextClassLoader());
    } catch (ClassNotFoundException e) {
      throw new StageException(
          refused
              + ", but no class of that name is among the project's compiled classes and its"
              + " dependencies; compile first (mvn compile), and check the package and the spelling.",
          e);
    } catch (LinkageError e) {
      throw doesNotFit(refused, e);
    }
    if (!Dataset.class.isAssignableFrom(type) && !Function.class.isAssignableFrom(type)) {
      throw new StageException(
          refused
              + ", which is neither an ai.djl.training.dataset.Dataset nor a"
              + " java.util.function.Function from Dataset.Usage to one; make it one of them.");
    }
    return new DatasetSource(type, refused);
  }

  /** Whether the class knows which samples are trained on and which are tested on. */
  boolean isSplit() {
    return Function.class.isAssignableFrom(type) || usageConstructor() != null;
  }

  /**
   * The samples of one usage; all of them when the class has no split.
   *
   * @throws StageException when the class gives none
   */
  Dataset open(Usage usage) throws StageException {
    Object given =
        Function.class.isAssignableFrom(type)
            ? apply(function(), usage)
            : usageConstructor() == null
                ? construct(noArgumentConstructor())
                : construct(usageConstructor(), usage);
    if (!(given instanceof Dataset dataset)) {
      throw new StageException(
          refused
              + ", whose apply("
              + usage
              + ") returned "
              + (given == null ? "null" : "a " + given.getClass().getName())
              + "; return an ai.djl.training.dataset.Dataset.");
    }
    return dataset;
  }

  @SuppressWarnings("unchecked") // What it takes shows when it is called, and is reported then.
  private Function<Usage, ?> function() throws StageException {
    return (Function<Usage, ?>) construct(noArgumentConstructor());
  }

  private Object apply(Function<Usage, ?> function, Usage usage) throws StageException {
    try {
      return function.apply(usage);
    } catch (RuntimeException e) {
      throw new StageException(
          refused + ", whose apply(" + usage + ") failed: " + e + ". Repair it.", e);
    } catch (LinkageError e) {
      throw doesNotFit(refused, e);
    }
  }

  private Object construct(Constructor<?> constructor, Object... arguments) throws StageException {
    try {
      return constructor.newInstance(arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof LinkageError mismatch) {
        throw doesNotFit(refused, mismatch);
      }
      throw new StageException(
          refused
              + ", whose constructor failed"
              + (arguments.length == 0 ? "" : " for " + arguments[0])
              + ": "
              + e.getCause()
              + ". Repair it.",
          e);
    } catch (InstantiationException | IllegalAccessException e) {
      throw new StageException(
          refused + ", which cannot be made: make it public and not abstract.", e);
    } catch (LinkageError e) {
      throw doesNotFit(refused, e);
    }
  }

  private @Nullable Constructor<?> usageConstructor() {
    try {
      return type.getConstructor(Usage.class);
    } catch (NoSuchMethodException e) {
      return null;
    }
  }

  private Constructor<?> noArgumentConstructor() throws StageException {
    try {
      return type.getConstructor();
    } catch (NoSuchMethodException e) {
      throw new StageException(
          refused
              + ", which cannot be made: give it a public constructor that takes a Dataset.Usage or"
              + " nothing.",
          e);
    }
  }

  private static StageException doesNotFit(String refused, LinkageError e) {
    return new StageException(
        refused
            + ", which does not fit the classes around it ("
            + e
            + "); a dependency of the project is missing or of another version than the plugin's DJL.",
        e);
  }
}

package io.edge4j.maven.train;

import io.edge4j.maven.stage.StageException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a training's configuration must keep to. Pure: it reads no file and loads no DJL, so a build
 * can refuse a wrong number before it starts a worker.
 */
public final class TrainingRules {
  private TrainingRules() {}

  /** The presets that {@code <architecture>} can name. */
  public static List<String> architectures() {
    return Architecture.names();
  }

  /**
   * Checks everything that can be judged without the dataset and without the project's classes.
   *
   * @throws StageException naming the parameter, its value and the way out
   */
  public static void validate(TrainingRequest request) throws StageException {
    requirePositive("epochs", "edge.epochs", request.epochs(), "3 passes over the data");
    requirePositive("batchSize", "edge.batchSize", request.batchSize(), "64 samples per step");
    requirePositive(
        "trainingThreads", "edge.trainingThreads", request.threads(), "one thread per core");
    requireLearningRate(request.learningRate());
    requireNetwork(request.architecture(), request.blockFactory());
    if (request.architecture() != null) {
      Architecture.named(request.architecture())
          .orElseThrow()
          .requireParameters(request.architectureParameters());
    }
    request.options().validate();
  }

  private static void requirePositive(String name, String property, int value, String usual)
      throws StageException {
    if (value <= 0) {
      throw new StageException(
          "<%s> (%s) is %d, but must be 1 or more; %s is usual."
              .formatted(name, property, value, usual));
    }
  }

  private static void requireLearningRate(double value) throws StageException {
    if (!(value > 0) || Double.isInfinite(value) || (float) value == 0) {
      throw new StageException(
          "<learningRate> (edge.learningRate) is %s, but must be a finite number above 0; 0.001 is usual for Adam."
              .formatted(value));
    }
  }

  private static void requireNetwork(@Nullable String architecture, @Nullable String blockFactory)
      throws StageException {
    if (architecture != null && blockFactory != null) {
      throw new StageException(
          "<architecture> (edge.architecture) is '%s' and <blockFactory> (edge.blockFactory) is '%s', but only one of them can name the network; remove the other."
              .formatted(architecture, blockFactory));
    }
    if (architecture == null && blockFactory == null) {
      throw new StageException(
          "Neither <architecture> (edge.architecture) nor <blockFactory> (edge.blockFactory) names a network; set <architecture> to one of %s."
              .formatted(architectures()));
    }
    if (architecture != null && Architecture.named(architecture).isEmpty()) {
      throw new StageException(
          "<architecture> (edge.architecture) is '%s', which is not known; use one of %s, or name a class of your own in <blockFactory>."
              .formatted(architecture, architectures()));
    }
    if (blockFactory != null && blockFactory.isBlank()) {
      throw new StageException(
          "<blockFactory> (edge.blockFactory) is empty; give the full name of a class that implements ai.djl.nn.BlockFactory, or leave it out and set <architecture>.");
    }
  }
}

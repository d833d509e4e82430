package io.edge4j.maven.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import io.edge4j.maven.stage.StageException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs a network. What it throws becomes a failure that its author can act on: the path of the
 * block in it, the shapes and the message. An output of another shape than the loss expects is
 * refused, since PyTorch would stretch it in silence.
 */
final class GuardedForward {
  /** What PyTorch says when a normalization is to learn from one number per channel. */
  private static final String ONE_SAMPLE = "more than 1 value per channel";

  private static final List<String> MACHINERY = List.of("java.", "jdk.", "ai.djl.");

  private static final int LONGEST_MESSAGE = 300;

  private final Block network;
  private final Objective objective;

  GuardedForward(Block network, Objective objective) {
    this.network = network;
    this.objective = objective;
  }

  /**
   * From samples to the numbers that the loss takes.
   *
   * @param input of shape {@code [n, sample...]}
   * @throws StageException when the network fails, or answers in another shape
   */
  NDArray of(ParameterStore parameters, NDArray input, boolean training) throws StageException {
    Shape given = input.getShape();
    NDList output;
    try {
      output = network.forward(parameters, new NDList(input), training);
    } catch (RuntimeException | LinkageError e) {
      throw failure(parameters, input, given, training, e);
    }
    long samples = given.get(0);
    if (output.size() != 1) {
      throw new StageException(
          "The network returns %d arrays for inputs of shape %s; return one, of shape %s."
              .formatted(output.size(), given, objective.shape(samples)));
    }
    NDArray answer = output.head();
    if (!objective.takes(answer.getShape(), samples)) {
      throw new StageException(
          "The network returns an array of shape %s for inputs of shape %s, where %s is needed%s."
              .formatted(
                  answer.getShape(),
                  given,
                  objective.shape(samples),
                  answer.getShape().dimension() == 1
                      ? ": end the block with expandDims(1)"
                      : "; change the network's last layer"));
    }
    return answer;
  }

  private StageException failure(
      ParameterStore parameters, NDArray input, Shape given, boolean training, Throwable thrown) {
    Failed failed = new Failed("", network, new NDList(input), List.of(given).toString());
    @Nullable Failed inner = failed;
    while (inner != null) {
      failed = inner;
      inner = failed.inner(parameters, training);
    }
    String message = thrown.getMessage() == null ? thrown.toString() : thrown.getMessage();
    String said = message.strip().lines().findFirst().orElse("");
    return new StageException(
        "%s fails %s on inputs of shapes %s%s: %s%s"
            .formatted(
                failed.path.isEmpty()
                    ? "The network"
                    : "The block " + failed.path + " of the network",
                training ? "in training" : "in evaluation",
                failed.shapes,
                line(thrown),
                said.length() > LONGEST_MESSAGE ? said.substring(0, LONGEST_MESSAGE) : said,
                message.contains(ONE_SAMPLE)
                    ? ". A normalization cannot learn from one sample: <batchSize> (edge.batchSize)"
                        + " must be at least 2."
                    : ""),
        thrown);
  }

  /** The source line in the project's own code, if it is one of it that threw. */
  private static String line(Throwable thrown) {
    for (StackTraceElement frame : thrown.getStackTrace()) {
      String name = frame.getClassName();
      if (name.equals(GuardedForward.class.getName())) {
        return "";
      }
      if (MACHINERY.stream().noneMatch(name::startsWith)) {
        return " (" + frame + ")";
      }
    }
    return "";
  }

  /**
   * A block that throws on this input.
   *
   * @param shapes of the input: a block may close what it was given
   */
  private record Failed(String path, Block block, NDList input, String shapes) {
    static Failed of(String path, Block block, NDList input) {
      return new Failed(path, block, input, List.of(input.getShapes()).toString());
    }

    /** The child of a sequential block that throws; null when it is this block itself. */
    @Nullable Failed inner(ParameterStore parameters, boolean training) {
      if (!(block instanceof SequentialBlock)) {
        return null;
      }
      NDList current = input;
      for (Pair<String, Block> child : block.getChildren()) {
        String childPath = path.isEmpty() ? child.getKey() : path + "/" + child.getKey();
        Failed next = Failed.of(childPath, child.getValue(), current);
        try {
          current = child.getValue().forward(parameters, current, training);
        } catch (RuntimeException | LinkageError e) {
          return next;
        }
      }
      return null;
    }
  }
}

package io.edge4j.maven.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import io.edge4j.maven.dataset.Samples;
import io.edge4j.maven.stage.StageException;
import java.util.stream.IntStream;

/** How well a block does on samples that it does not learn from. */
final class Evaluation {
  private static final int BATCH = 256;

  /**
   * @param loss mean over the samples
   * @param score the objective's metric, in the target's own unit
   */
  record Result(double loss, double score) {}

  private final Objective objective;
  private final Batches batches;
  private final int[] order;
  private final double unit;

  /**
   * @param unit what the objective's score is in, see {@link Objective#score}
   */
  Evaluation(Objective objective, Samples samples, long[] sampleShape, double unit) {
    this.objective = objective;
    this.unit = unit;
    batches = new Batches(samples, sampleShape, BATCH);
    order = IntStream.range(0, samples.size()).toArray();
  }

  /**
   * @throws StageException when the block fails on samples
   */
  Result of(Block block, ParameterStore parameters, NDManager manager) throws StageException {
    GuardedForward forward = new GuardedForward(block, objective);
    double loss = 0;
    double points = 0;
    for (int from = 0; from < order.length; from += BATCH) {
      int count = Math.min(BATCH, order.length - from);
      try (NDManager scope = manager.newSubManager()) {
        NDArray input = batches.inputs(order, from, count, scope);
        float[] targets = batches.targets(order, from, count);
        NDArray output = forward.of(parameters, input, /* training= */ false);
        loss += objective.loss(output, targets).getFloat() * count;
        points += objective.points(Objective.values(output), targets);
      }
    }
    return new Result(loss / order.length, objective.score(points, order.length, unit));
  }
}

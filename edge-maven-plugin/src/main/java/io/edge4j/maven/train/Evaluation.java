package io.edge4j.maven.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import io.edge4j.maven.dataset.Samples;
import io.edge4j.maven.stage.StageException;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;

/** How well a block does on samples that it does not learn from. */
final class Evaluation {
  private static final int BATCH = 256;

  /**
   * @param loss mean over the samples, weighted by their classes
   * @param score the objective's metric, in the target's own unit
   */
  record Result(double loss, double score) {}

  private final Objective objective;
  private final Batches batches;
  private final int[] order;
  private final ClassWeights weights;
  private final double unit;

  /**
   * @param unit what the objective's score is in, see {@link Objective#score}
   */
  Evaluation(
      Objective objective, Samples samples, long[] sampleShape, double unit, ClassWeights weights) {
    this.weights = weights;
    this.objective = objective;
    this.unit = unit;
    batches = new Batches(samples, sampleShape, BATCH);
    order = IntStream.range(0, samples.size()).toArray();
  }

  /**
   * @throws StageException when the block fails on samples
   */
  Result of(Block block, ParameterStore parameters, NDManager manager) throws StageException {
    double[] sums = new double[3];
    forEach(
        block,
        parameters,
        manager,
        (output, targets) -> {
          double weight = weights.sum(targets);
          sums[0] += objective.loss(output, targets, weights).getFloat() * weight;
          sums[2] += weight;
          sums[1] += objective.points(Objective.values(output), targets);
        });
    return new Result(sums[0] / sums[2], objective.score(sums[1], order.length, unit));
  }

  /**
   * Counts samples by their class and the class that the block says.
   *
   * @throws StageException when the block fails on samples
   */
  int[][] confusions(int classes, Block block, ParameterStore parameters, NDManager manager)
      throws StageException {
    int[][] counts = new int[classes][classes];
    forEach(
        block,
        parameters,
        manager,
        (output, targets) -> {
          float[] logits = Objective.values(output);
          for (int i = 0; i < targets.length; i++) {
            counts[(int) targets[i]][Objective.predicted(logits, i, classes)]++;
          }
        });
    return counts;
  }

  private void forEach(
      Block block,
      ParameterStore parameters,
      NDManager manager,
      BiConsumer<NDArray, float[]> outputAndTargets)
      throws StageException {
    GuardedForward forward = new GuardedForward(block, objective);
    for (int from = 0; from < order.length; from += BATCH) {
      int count = Math.min(BATCH, order.length - from);
      try (NDManager scope = manager.newSubManager()) {
        NDArray input = batches.inputs(order, from, count, scope);
        float[] targets = batches.targets(order, from, count);
        NDArray output = forward.of(parameters, input, /* training= */ false);
        outputAndTargets.accept(output, targets);
      }
    }
  }
}

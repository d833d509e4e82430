package io.edge4j.maven.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import io.edge4j.maven.dataset.Samples;
import io.edge4j.maven.stage.StageException;

/**
 * One pass over the training samples: forward, loss, backward, update for each batch.
 *
 * <p>It speaks to the engine below DJL's {@code Trainer}, which spends nearly as long around a step
 * of a small network as in it. What the engine computes is the same.
 */
final class EpochPass {

  /**
   * @param loss mean over the samples, weighted by their classes
   * @param score the objective's metric, in the target's own unit
   */
  record Result(double loss, double score) {}

  private record Step(double loss, double weight, double points) {}

  private final GuardedForward forward;
  private final Objective objective;
  private final Batches batches;
  private final ClassWeights weights;
  private final double unit;
  private final TrainingRequest request;
  private final LearningRateSchedule schedule;
  private final EpochProgress progress;

  /**
   * @param unit what the objective's score is in, see {@link Objective#score}
   */
  EpochPass(
      Block block,
      Objective objective,
      Samples samples,
      long[] sampleShape,
      double unit,
      ClassWeights weights,
      TrainingRequest request,
      EpochProgress progress) {
    forward = new GuardedForward(block, objective);
    this.objective = objective;
    batches = new Batches(samples, sampleShape, Math.min(request.batchSize() + 1, samples.size()));
    this.unit = unit;
    this.weights = weights;
    this.request = request;
    schedule = LearningRateSchedule.named(request.options().learningRateSchedule()).orElseThrow();
    this.progress = progress;
  }

  Result run(int epoch, int[] order, Adam adam, ParameterStore parameters, NDManager manager)
      throws StageException, InterruptedException {
    double lossSum = 0;
    double weight = 0;
    double points = 0;
    int count;
    for (int from = 0; from < order.length; from += count) {
      if (Thread.interrupted()) {
        throw new InterruptedException("training was interrupted in epoch " + epoch);
      }
      count = count(order.length - from);
      try (NDManager scope = manager.newSubManager()) {
        NDArray inputs = batches.inputs(order, from, count, scope);
        Step step = backward(inputs, batches.targets(order, from, count), parameters, scope);
        adam.step(learningRate(epoch, (double) from / order.length));
        lossSum += step.loss * step.weight;
        weight += step.weight;
        points += step.points;
      }
      requireFinite(lossSum, epoch);
      int seen = from + count;
      progress.step(epoch, seen, lossSum / weight);
    }
    return new Result(lossSum / weight, objective.score(points, order.length, unit));
  }

  /** A last sample alone joins the batch before it: a normalization learns nothing from one. */
  private int count(int left) {
    int size = request.batchSize();
    return left <= size || (size > 1 && left == size + 1) ? left : size;
  }

  private double learningRate(int epoch, double shareOfEpoch) {
    double done = (epoch - 1 + shareOfEpoch) / request.epochs();
    return request.learningRate() * schedule.factor().applyAsDouble(done);
  }

  private Step backward(NDArray inputs, float[] targets, ParameterStore parameters, NDManager scope)
      throws StageException {
    JniUtils.setGradMode(true);
    try {
      NDArray output = forward.of(parameters, inputs, /* training= */ true);
      NDArray loss = objective.loss(output, targets, weights);
      JniUtils.backward(
          (PtNDArray) loss,
          (PtNDArray) scope.ones(new Shape()),
          /* keepGraph= */ false,
          /* createGraph= */ false);
      return new Step(
          loss.getFloat(),
          weights.sum(targets),
          objective.points(Objective.values(output), targets));
    } finally {
      JniUtils.setGradMode(false);
    }
  }

  private void requireFinite(double loss, int epoch) throws StageException {
    if (!Double.isFinite(loss)) {
      throw new StageException(
          "Training diverged: the loss is not finite any more in epoch %d. <learningRate> (edge.learningRate) is %s; try a tenth of it, and look for values in the dataset that are not scaled. If the network is your own: a convolution over one input channel wants a multiple of 8 filters, others PyTorch computes wrongly."
              .formatted(epoch, request.learningRate()));
    }
  }
}

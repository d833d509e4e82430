package io.edge4j.maven.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import io.edge4j.maven.dataset.Dataset;
import io.edge4j.maven.stage.Progress;
import io.edge4j.maven.stage.StageException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Fits a block to a dataset's training split: cross-entropy, Adam, a new order of samples each
 * epoch.
 *
 * <p>It speaks to the engine below DJL's {@code Trainer}, which spends as long around a step of a
 * small network as in it. What is run is the same: forward, loss, backward, update.
 */
final class TrainingLoop {
  private final TrainedModel model;
  private final TrainingRequest request;
  private final EpochProgress progress;
  private final SplittableRandom random;
  private final Evaluation evaluation;
  private final Batches batches;
  private final int[] order;

  TrainingLoop(TrainedModel model, Dataset dataset, TrainingRequest request, Progress progress) {
    this.model = model;
    this.request = request;
    int samples = dataset.train().size();
    this.progress = new EpochProgress(progress, request.epochs(), samples);
    random = new SplittableRandom(request.seed());
    evaluation = new Evaluation(dataset.test(), dataset.sampleShape());
    batches =
        new Batches(dataset.train(), dataset.sampleShape(), Math.min(request.batchSize(), samples));
    order = IntStream.range(0, samples).toArray();
  }

  List<EpochReport> run() throws StageException, InterruptedException {
    List<EpochReport> epochs = new ArrayList<>();
    boolean gradientMode = JniUtils.isGradMode();
    try (NDManager manager = model.model().getNDManager().newSubManager()) {
      Adam adam = new Adam(model.block(), manager);
      ParameterStore parameters = new ParameterStore(manager, false);
      for (int epoch = 1; epoch <= request.epochs(); epoch++) {
        epochs.add(epoch(epoch, adam, parameters, manager));
      }
      return epochs;
    } finally {
      JniUtils.setGradMode(gradientMode);
    }
  }

  private EpochReport epoch(int epoch, Adam adam, ParameterStore parameters, NDManager manager)
      throws StageException, InterruptedException {
    progress.startEpoch();
    shuffle();
    double lossSum = 0;
    long correct = 0;
    for (int from = 0; from < order.length; from += request.batchSize()) {
      if (Thread.interrupted()) {
        throw new InterruptedException("training was interrupted in epoch " + epoch);
      }
      int count = Math.min(request.batchSize(), order.length - from);
      batches.fill(order, from, count);
      try (NDManager scope = manager.newSubManager()) {
        Step step = forwardAndBackward(parameters, scope, count);
        adam.step(request.learningRate());
        lossSum += step.loss * count;
        correct += step.correct;
      }
      requireFinite(lossSum, epoch);
      int seen = from + count;
      progress.step(epoch, seen, lossSum / seen);
    }
    long trainNanos = progress.nanosInEpoch();
    EpochReport report =
        new EpochReport(
            epoch,
            lossSum / order.length,
            (double) correct / order.length,
            evaluation.accuracy(model.block(), parameters, manager));
    progress.endEpoch(report, trainNanos);
    return report;
  }

  private record Step(float loss, int correct) {}

  private Step forwardAndBackward(ParameterStore parameters, NDManager scope, int count) {
    JniUtils.setGradMode(true);
    try {
      Block block = model.block();
      NDArray logits =
          block
              .forward(parameters, new NDList(batches.inputs(scope, count)), true)
              .singletonOrThrow();
      NDArray labels = batches.labels(scope, count).expandDims(1);
      NDArray loss = logits.logSoftmax(1).gather(labels, 1).neg().mean();
      JniUtils.backward(
          (PtNDArray) loss, (PtNDArray) scope.ones(new Shape()), /* keepGraph= */ false, false);
      return new Step(loss.getFloat(), batches.correct(logits, count));
    } finally {
      JniUtils.setGradMode(false);
    }
  }

  private void requireFinite(double loss, int epoch) throws StageException {
    if (!Double.isFinite(loss)) {
      throw new StageException(
          "Training diverged: the loss is not finite any more in epoch %d. <learningRate> (edge.learningRate) is %s; try a tenth of it, and look for values in the dataset that are not scaled."
              .formatted(epoch, request.learningRate()));
    }
  }

  private void shuffle() {
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
  }
}

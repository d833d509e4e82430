package io.edge4j.maven.train;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import io.edge4j.maven.dataset.Dataset;
import io.edge4j.maven.dataset.Samples;
import io.edge4j.maven.dataset.Shuffle;
import io.edge4j.maven.dataset.Subset;
import io.edge4j.maven.stage.Progress;
import io.edge4j.maven.stage.StageException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Fits a network to a dataset's training split, epoch by epoch, and leaves the best epoch's weights
 * in it. Everything random in an epoch follows from the seed and the epoch's number, so that a
 * training which was interrupted can go on as if it had not been.
 */
final class TrainingLoop {

  /**
   * @param epochs that were run
   * @param best the one whose weights the network has now
   * @param classes what these weights make of the test split; null of values to predict
   */
  record Outcome(List<EpochReport> epochs, EpochReport best, @Nullable ClassResults classes) {}

  private final TrainedModel model;
  private final TrainingRequest request;
  private final Checkpoint checkpoint;
  private final EpochProgress progress;
  private final Evaluation test;
  private final @Nullable Evaluation validation;
  private final EpochPass pass;
  private final @Nullable AugmentedSamples augmented;
  private final int samples;
  private final List<String> classNames;

  TrainingLoop(
      TrainedModel model,
      Dataset dataset,
      Standardisation standardisation,
      TrainingRequest request,
      Checkpoint checkpoint,
      Progress progress) {
    this.model = model;
    this.request = request;
    classNames = dataset.classNames();
    this.checkpoint = checkpoint;
    Objective objective = Objective.of(dataset);
    long[] shape = dataset.sampleShape();
    double unit = standardisation.unit();
    Samples train = standardisation.of(dataset.train());
    ClassWeights weights;
    double share = request.options().validationShare();
    if (share > 0) {
      Subset[] parts = Subset.split(train, share, request.seed());
      train = parts[1];
      weights = weights(train);
      validation = new Evaluation(objective, parts[0], shape, unit, weights);
    } else {
      weights = weights(train);
      validation = null;
    }
    test = new Evaluation(objective, standardisation.of(dataset.test()), shape, unit, weights);
    Augmentation augmentation = request.options().augmentation();
    augmented =
        augmentation.isNone()
            ? null
            : new AugmentedSamples(train, shape, dataset.layout(), augmentation);
    samples = train.size();
    this.progress = new EpochProgress(progress, objective.metric(), request.epochs(), samples);
    pass =
        new EpochPass(
            model.network(),
            objective,
            augmented == null ? train : augmented,
            shape,
            unit,
            weights,
            request,
            this.progress);
  }

  private ClassWeights weights(Samples train) {
    return request.options().classWeights().equals(ClassWeights.BALANCED)
        ? ClassWeights.balanced(train, classNames.size())
        : ClassWeights.none();
  }

  Outcome run() throws StageException, IOException, InterruptedException {
    boolean gradientMode = JniUtils.isGradMode();
    try (NDManager manager = model.model().getNDManager().newSubManager()) {
      return run(manager);
    } finally {
      JniUtils.setGradMode(gradientMode);
    }
  }

  private Outcome run(NDManager manager) throws StageException, IOException, InterruptedException {
    List<NDArray> weights = ParameterValues.arrays(model.network());
    Adam adam = new Adam(model.network(), request.options().weightDecay(), manager);
    ParameterStore parameters = new ParameterStore(manager, false);
    BestEpoch best = new BestEpoch();
    List<EpochReport> epochs = new ArrayList<>(checkpoint.restore(weights, adam, best));
    if (!epochs.isEmpty()) {
      progress.continueAfter(epochs.size());
    }
    while (epochs.size() < request.epochs() && !outOfPatience(epochs, best)) {
      epochs.add(epoch(epochs.size() + 1, adam, parameters, manager));
      if (validation != null) {
        best.offer(epochs.get(epochs.size() - 1), weights);
      }
      if (epochs.size() < request.epochs()) {
        checkpoint.write(epochs, weights, adam, best);
      }
    }
    if (validation == null) {
      return outcome(epochs, epochs.size(), parameters, manager);
    }
    best.weights().copyTo(weights);
    return outcome(epochs, best.epoch(), parameters, manager);
  }

  private Outcome outcome(
      List<EpochReport> epochs, int best, ParameterStore parameters, NDManager manager)
      throws StageException {
    if (classNames.isEmpty()) {
      return new Outcome(epochs, epochs.get(best - 1), null);
    }
    int[][] counts = test.confusions(classNames.size(), model.network(), parameters, manager);
    ClassResults classes = ClassResults.of(classNames, counts);
    classes.majorityWarning().ifPresent(progress::warn);
    return new Outcome(epochs, epochs.get(best - 1), classes);
  }

  private boolean outOfPatience(List<EpochReport> epochs, BestEpoch best) {
    int patience = request.options().patience();
    boolean over = patience > 0 && epochs.size() - best.epoch() >= patience;
    if (over) {
      progress.endEarly(epochs.size(), patience);
    }
    return over;
  }

  private EpochReport epoch(int epoch, Adam adam, ParameterStore parameters, NDManager manager)
      throws StageException, InterruptedException {
    long seed = request.seed() * 0x9E3779B97F4A7C15L + epoch;
    // Dropout draws from the engine's random numbers.
    Engine.getEngine(TrainedModel.ENGINE).setRandomSeed(Long.hashCode(seed));
    if (augmented != null) {
      augmented.startEpoch(seed);
    }
    progress.startEpoch();
    EpochPass.Result trained =
        pass.run(epoch, new Shuffle(seed).order(samples), adam, parameters, manager);
    long trainNanos = progress.nanosInEpoch();
    Evaluation.Result tested = test.of(model.network(), parameters, manager);
    Evaluation.Result validated =
        validation == null ? null : validation.of(model.network(), parameters, manager);
    EpochReport report =
        new EpochReport(
            epoch,
            trained.loss(),
            trained.score(),
            tested.score(),
            validated == null ? null : validated.loss(),
            validated == null ? null : validated.score());
    progress.endEpoch(report, trainNanos);
    return report;
  }
}

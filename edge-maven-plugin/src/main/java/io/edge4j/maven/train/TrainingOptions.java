package io.edge4j.maven.train;

import io.edge4j.maven.dataset.Dataset;
import io.edge4j.maven.stage.StageException;
import io.edge4j.model.Layout;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a training is steered beyond its epochs, batch size and learning rate. A component is all
 * that a parameter needs beside the goal, which reads it, and the loop, which follows it: requests,
 * reports and checkpoints carry the whole.
 *
 * @param validationShare share of the training split that is kept aside to choose the best epoch
 *     by; 0 keeps nothing aside and takes the last epoch. The test split is never chosen by.
 * @param patience ends the training when the validation loss has not fallen for so many epochs; 0
 *     trains all epochs
 * @param learningRateSchedule a row of {@link LearningRateSchedule}
 * @param weightDecay AdamW's: a step takes this share of the weights away, times its learning rate;
 *     0 is plain Adam
 * @param classWeights a name of {@link ClassWeights}
 * @param augmentation how images are changed before a network learns from them
 * @param initialWeights what training starts from; null for random numbers
 * @param device {@link #CPU} or {@link #CUDA}
 */
public record TrainingOptions(
    double validationShare,
    int patience,
    String learningRateSchedule,
    double weightDecay,
    String classWeights,
    Augmentation augmentation,
    @Nullable InitialWeights initialWeights,
    String device) {

  /** The device that every machine has. */
  public static final String CPU = "cpu";

  /** The first GPU of NVIDIA. */
  public static final String CUDA = "cuda";

  private static final List<String> DEVICES = List.of(CPU, CUDA);

  /**
   * All samples, all epochs, and a learning rate that goes down to nothing: at a constant rate the
   * last steps are as large as the first, and which accuracy they end on is luck.
   */
  public static final TrainingOptions DEFAULT =
      new TrainingOptions(
          0, 0, LearningRateSchedule.LINEAR, 0, ClassWeights.NONE, Augmentation.NONE, null, CPU);

  public boolean usesCuda() {
    return device.equals(CUDA);
  }

  /**
   * Checks each without the dataset, so that a build can refuse a wrong one before it starts a
   * worker.
   *
   * @throws StageException naming the parameter, its value and the way out
   */
  void validate() throws StageException {
    if (!(validationShare >= 0 && validationShare < 1)) {
      throw new StageException(
          "<validationShare> (edge.validationShare) is %s, but must be 0 (nothing is kept aside) or a share below 1, such as 0.1."
              .formatted(validationShare));
    }
    if (patience < 0) {
      throw new StageException(
          "<patience> (edge.patience) is %d, but must be 0 (train all epochs) or a number of epochs."
              .formatted(patience));
    }
    if (patience > 0 && validationShare == 0) {
      throw new StageException(
          "<patience> (edge.patience) is %d, but <validationShare> (edge.validationShare) is 0, so there is nothing to judge an epoch by; set it to 0.1, or <patience> to 0."
              .formatted(patience));
    }
    if (LearningRateSchedule.named(learningRateSchedule).isEmpty()) {
      throw new StageException(
          "<learningRateSchedule> (edge.learningRateSchedule) is '%s', which is not known; use one of %s."
              .formatted(learningRateSchedule, LearningRateSchedule.names()));
    }
    if (!(weightDecay >= 0) || Double.isInfinite((float) weightDecay)) {
      throw new StageException(
          "<weightDecay> (edge.weightDecay) is %s, but must be 0 (no decay) or a finite number above it; 0.01 is usual for AdamW."
              .formatted(weightDecay));
    }
    if (!ClassWeights.names().contains(classWeights)) {
      throw new StageException(
          "<classWeights> (edge.classWeights) is '%s', which is not known; use one of %s."
              .formatted(classWeights, ClassWeights.names()));
    }
    if (!DEVICES.contains(device)) {
      throw new StageException(
          "<trainingDevice> (edge.trainingDevice) is '%s', which is not known; use one of %s."
              .formatted(device, DEVICES));
    }
    augmentation.validate();
    if (initialWeights != null) {
      initialWeights.validate();
    }
  }

  /**
   * Checks each against the dataset.
   *
   * @throws StageException naming the parameter, its value and the way out
   */
  void requireFits(Dataset dataset) throws StageException {
    if (!dataset.hasClasses() && !classWeights.equals(ClassWeights.NONE)) {
      throw new StageException(
          "<classWeights> (edge.classWeights) is '%s', but %s has values to predict and no classes; remove it."
              .formatted(classWeights, dataset.name()));
    }
    if (!augmentation.isNone() && dataset.layout() == Layout.NONE) {
      throw new StageException(
          "<augmentation> changes images, and the samples of %s are not known to be any; remove it, or use a dataset of images."
              .formatted(dataset.name()));
    }
  }
}

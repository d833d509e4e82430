package io.edge4j.maven.train;

/**
 * How a training is steered beyond its epochs, batch size and learning rate.
 *
 * @param validationShare share of the training split that is kept aside to choose the best epoch
 *     by; 0 keeps nothing aside and takes the last epoch. The test split is never chosen by.
 * @param patience ends the training when the validation loss has not fallen for so many epochs; 0
 *     trains all epochs
 * @param learningRateSchedule a row of {@link LearningRateSchedule}
 */
public record TrainingOptions(double validationShare, int patience, String learningRateSchedule) {

  /**
   * All samples, all epochs, and a learning rate that goes down to nothing: at a constant rate the
   * last steps are as large as the first, and which accuracy they end on is luck.
   */
  public static final TrainingOptions DEFAULT =
      new TrainingOptions(0, 0, LearningRateSchedule.LINEAR);
}

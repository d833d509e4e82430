package io.edge4j.maven.quantize;

import io.edge4j.maven.stage.StageException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What a pom can say about quantization beyond the recipe's name. Knows no engine, so that a goal
 * can check its configuration with it.
 *
 * @param selection which nodes may be quantized
 * @param perChannel a scale per channel of each weight where its rank allows, instead of one
 * @param reduceRange weights within ±64, for x86 processors without VNNI, whose sums saturate; null
 *     for what the target wants
 * @param target the processor that the model is for, as {@link Target} names it
 * @param calibration a label of {@link CalibrationMethod} or {@code best}, for recipes static and
 *     auto
 * @param calibrationSamples how many samples of the training split give the ranges
 * @param keepFirstAndLast recipe static leaves the first and the last layer in fp32
 * @param maxAccuracyLoss what recipe auto may lose, as a share of the samples that it decides by,
 *     or of the variance of the values that they have
 * @param maxRelativeError what recipe auto may lose where samples have no labels, as the error of
 *     the worst output against fp32
 * @param freezeInitializers whether weights that are also graph inputs become constants
 * @param blocks how recipe blockwise stores weights
 */
public record QuantizationOptions(
    NodeSelection selection,
    boolean perChannel,
    @Nullable Boolean reduceRange,
    String target,
    String calibration,
    int calibrationSamples,
    boolean keepFirstAndLast,
    double maxAccuracyLoss,
    double maxRelativeError,
    boolean freezeInitializers,
    BlockwiseOptions blocks) {
  public static final QuantizationOptions DEFAULT =
      new QuantizationOptions(
          NodeSelection.ALL,
          true,
          null,
          Target.THIS_MACHINE,
          CalibrationMethod.MIN_MAX.label(),
          128,
          false,
          0.005,
          0.2,
          true,
          BlockwiseOptions.DEFAULT);

  public QuantizationOptions {
    selection = selection == null ? NodeSelection.ALL : selection;
    target = target == null ? Target.THIS_MACHINE : target;
    calibration = calibration == null ? CalibrationMethod.MIN_MAX.label() : calibration;
    blocks = blocks == null ? BlockwiseOptions.DEFAULT : blocks;
  }

  /**
   * Checks what can be checked without a model.
   *
   * @throws StageException naming the parameter, its value and the way out
   */
  public void validate() throws StageException {
    Target.of(target);
    CalibrationMethod.asked(calibration);
    if (calibrationSamples < 1) {
      throw new StageException(
          "<calibrationSamples> (edge.calibrationSamples) is "
              + calibrationSamples
              + "; it must be at least 1 (100 or more is recommended)");
    }
    if (!(maxAccuracyLoss >= 0 && maxAccuracyLoss <= 1)) {
      throw new StageException(
          "<maxAccuracyLoss> (edge.maxAccuracyLoss) is "
              + maxAccuracyLoss
              + "; take a share from 0 to 1, for example 0.005");
    }
    checkError(maxRelativeError);
    blocks.validate();
  }

  private static void checkError(double limit) throws StageException {
    if (!(limit >= 0 && Double.isFinite(limit))) {
      throw new StageException(
          "<maxRelativeError> (edge.maxRelativeError) is "
              + limit
              + "; it must be 0 or more, for example 0.2");
    }
  }

  /** What the target means on this machine: another processor may get another model. */
  public String targetHere() throws StageException, IOException {
    return targetSettings().words();
  }

  TargetSettings targetSettings() throws StageException, IOException {
    return TargetSettings.of(target, reduceRange, Processor.ofThisMachine());
  }

  DynamicOptions forDynamic(TargetSettings settings) {
    return new DynamicOptions(perChannel, settings.reduceRange());
  }

  StaticOptions forStatic(TargetSettings settings) {
    return new StaticOptions(perChannel, settings.reduceRange(), keepFirstAndLast);
  }
}

package io.edge4j.maven.quantize;

import java.util.Locale;

/**
 * What recipe auto may lose against fp32: a share of accuracy where samples have classes, a share
 * of the variance of the true values where they have values, a distance of the outputs from those
 * of fp32 where they have neither. What could not be compared is never allowed.
 *
 * @param accuracy as a share of the samples, or of the variance
 * @param relativeError of the worst output
 */
record AllowedLoss(double accuracy, double relativeError) {
  /** A sample more or less is what one sample weighs: no rounding may decide. */
  private static final double ROUNDING = 1e-12;

  boolean permits(Judgement judgement) {
    QuantizationReport.Accuracy classes = judgement.accuracy();
    QuantizationReport.Prediction values = judgement.prediction();
    if (classes != null) {
      return classes.fp32() - classes.optimized() <= accuracy + ROUNDING;
    }
    if (values != null) {
      return values.varianceLost() <= accuracy + ROUNDING;
    }
    return isCompared(judgement) && judgement.worstLoss() <= relativeError;
  }

  /** Why a candidate that is not permitted is not. */
  String objection(Judgement judgement) {
    if (isCompared(judgement)) {
      return "loses too much: " + describe(judgement);
    }
    return "it could not be compared with fp32: "
        + (judgement.differences().uncompared().isEmpty()
            ? "it has no outputs"
            : "output " + judgement.differences().uncompared().get(0));
  }

  /** What was lost, for the log. */
  String describe(Judgement judgement) {
    QuantizationReport.Accuracy classes = judgement.accuracy();
    QuantizationReport.Prediction values = judgement.prediction();
    if (classes != null) {
      return String.format(
          Locale.ROOT,
          "accuracy %.4f, fp32 %.4f, allowed loss %s",
          classes.optimized(),
          classes.fp32(),
          plain(accuracy));
    }
    if (values != null) {
      return String.format(
          Locale.ROOT,
          "root mean square error %.5g, fp32 %.5g: %.5f of the variance lost, allowed %s",
          values.optimized(),
          values.fp32(),
          values.varianceLost(),
          plain(accuracy));
    }
    return isCompared(judgement)
        ? judgement
            .worst()
            .map(
                worst ->
                    "output " + worst.difference().output() + " " + worst.against(relativeError))
            .orElseThrow()
        : objection(judgement);
  }

  static String plain(double limit) {
    return String.format(Locale.ROOT, "%.6f", limit).replaceAll("\\.?0+$", "");
  }

  /** Whether all that decides was measured. */
  static boolean isCompared(Judgement judgement) {
    return judgement.accuracy() != null
        || judgement.prediction() != null
        || judgement.differences().isComplete();
  }
}

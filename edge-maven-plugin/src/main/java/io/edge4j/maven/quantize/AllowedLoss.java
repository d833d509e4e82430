package io.edge4j.maven.quantize;

import java.util.Locale;

/**
 * What recipe auto may lose against fp32: a share of accuracy where samples have labels, a relative
 * error where they have none. What could not be compared is never allowed.
 *
 * @param accuracy as a share of the samples
 * @param relativeError of the worst output
 */
record AllowedLoss(double accuracy, double relativeError) {
  /** A sample more or less is what one sample weighs: no rounding may decide. */
  private static final double ROUNDING = 1e-12;

  boolean permits(Judgement judgement) {
    QuantizationReport.Accuracy measured = judgement.accuracy();
    if (measured != null) {
      return measured.fp32() - measured.optimized() <= accuracy + ROUNDING;
    }
    return isCompared(judgement) && judgement.worstError() <= relativeError;
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
    QuantizationReport.Accuracy measured = judgement.accuracy();
    return measured == null
        ? String.format(
            Locale.ROOT,
            "relative error %.5f, allowed %s",
            judgement.worstError(),
            plain(relativeError))
        : String.format(
            Locale.ROOT,
            "accuracy %.4f, fp32 %.4f, allowed loss %s",
            measured.optimized(),
            measured.fp32(),
            plain(accuracy));
  }

  private static String plain(double limit) {
    return String.format(Locale.ROOT, "%.6f", limit).replaceAll("\\.?0+$", "");
  }

  private static boolean isCompared(Judgement judgement) {
    return judgement.accuracy() != null || judgement.differences().isComplete();
  }
}

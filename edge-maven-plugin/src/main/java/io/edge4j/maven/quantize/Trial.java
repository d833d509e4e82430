package io.edge4j.maven.quantize;

import io.edge4j.maven.measure.Estimate;
import io.edge4j.model.Recipe;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * How one candidate of recipe auto did. What was not measured, because the candidate does not work
 * or has nothing to quantize, is null.
 *
 * @param candidate its name
 * @param recipe how it was made: {@code fp32}, {@code dynamic} or {@code static}
 * @param sizeBytes of its file
 * @param accuracy share of the validation samples; null without labels that are classes
 * @param rmse root mean square error of predicted values; null without labels that are values
 * @param relativeError error against fp32 of its worst output of numbers
 * @param cosine to fp32 of its worst output, the mean of the runs; null where none is a vector
 * @param micros of one run on one sample: the lower quartile of runs interleaved with the others';
 *     where there are several sizes, the geometric mean of them
 * @param speedup times faster than fp32: the median of the rounds' ratios
 * @param speedupLow lower end of its 95 % interval; only above 1 does a candidate replace fp32
 * @param speedupHigh upper end
 * @param keptInFp32 layers that went back to fp32 to save accuracy
 * @param outcome {@code chosen}, or why not
 */
public record Trial(
    String candidate,
    @Nullable Recipe recipe,
    @Nullable Long sizeBytes,
    @Nullable Double accuracy,
    @Nullable Double rmse,
    @Nullable Double relativeError,
    @Nullable Double cosine,
    @Nullable Double micros,
    @Nullable Double speedup,
    @Nullable Double speedupLow,
    @Nullable Double speedupHigh,
    List<String> keptInFp32,
    String outcome) {

  /** A candidate that was measured. */
  static Trial measured(
      Candidate candidate,
      long sizeBytes,
      Judgement judgement,
      double micros,
      Estimate speedup,
      String outcome) {
    return new Trial(
        candidate.name(),
        candidate.recipe(),
        sizeBytes,
        judgement.accuracy() == null ? null : judgement.accuracy().optimized(),
        judgement.prediction() == null ? null : judgement.prediction().optimized(),
        boxed(judgement.differences().relativeError()),
        boxed(judgement.differences().cosine()),
        micros,
        speedup.value(),
        speedup.low(),
        speedup.high(),
        List.copyOf(candidate.keptInFp32()),
        outcome);
  }

  /** A candidate that was dropped before it was measured. */
  static Trial dropped(String candidate, @Nullable Recipe recipe, String reason) {
    return new Trial(
        candidate, recipe, null, null, null, null, null, null, null, null, null, List.of(), reason);
  }

  private static @Nullable Double boxed(OptionalDouble figure) {
    return figure.isPresent() ? figure.getAsDouble() : null;
  }
}

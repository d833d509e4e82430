package io.edge4j.maven.benchmark;

import io.edge4j.maven.measure.Estimate;
import io.edge4j.maven.measure.Student;
import io.edge4j.maven.metric.LossPower;
import io.edge4j.maven.report.GateResult;
import org.jspecify.annotations.Nullable;

/** What a gate's measurements could tell at all. */
final class Sensitivity {
  /** Nobody waits for more forks than that: a steadier machine is the way out then. */
  private static final int MOST_FORKS = 1000;

  private Sensitivity() {}

  /**
   * Of one gate.
   *
   * @param limit of a ratio; null for a figure in units of its own, whose limit asks for no certain
   *     change
   * @return null when the value was counted or measured once
   */
  static GateResult.@Nullable Power of(Estimate value, @Nullable Double limit, Look look) {
    double smallest = Student.smallestEffect(value, look.tail());
    if (Double.isNaN(smallest)) {
      return null;
    }
    double asked = limit == null || limit <= 0 ? 0 : Math.abs(Math.log(limit));
    Integer needed =
        asked == 0 || asked >= smallest
            ? null
            : Student.measurementsToSee(value, asked, look.tail(), MOST_FORKS);
    return GateResult.Power.ofForks(smallest, needed);
  }

  /**
   * Of a gate on the accuracy lost: its value decides, but a test set may be too small to hold a
   * loss as small as the limit.
   *
   * @param limit one of 0 or less asks for no certain size
   */
  static GateResult.Power ofLoss(LossPower power, double limit) {
    double smallest = power.smallestLoss();
    return GateResult.Power.ofSamples(
        smallest,
        power.samples(),
        limit <= 0 || limit >= smallest ? null : power.samplesToSee(limit));
  }
}

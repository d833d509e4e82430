package io.edge4j.maven.report;

import io.edge4j.maven.measure.Estimate;
import io.edge4j.maven.metric.Direction;
import io.edge4j.maven.metric.Form;
import io.edge4j.maven.metric.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One figure by release, and the releases in which it changed: those that differ from what the
 * figure was when it last changed, so that many small steps are seen too.
 *
 * @param title the figure with its unit
 * @param metric what it is
 * @param points of the releases that have it, the oldest first
 */
record Track(String title, Metric metric, List<Point> points) {
  /** From which on something exact has changed: a share of what it was. */
  private static final double CHANGE = 0.01;

  /**
   * One release.
   *
   * @param release it
   * @param value the figure
   * @param since the release that it is different from; null where nothing changed
   */
  record Point(ReleaseFigures release, Estimate value, @Nullable Point since) {}

  static Track of(
      String title,
      Metric metric,
      List<ReleaseFigures> releases,
      Function<ReleaseFigures, Optional<Estimate>> figure) {
    List<Point> points = new ArrayList<>();
    Point level = null;
    for (ReleaseFigures release : releases) {
      Optional<Estimate> found = figure.apply(release);
      if (found.isEmpty()) {
        continue;
      }
      boolean isOther = level != null && differ(metric.form(), level.value, found.get());
      Point point = new Point(release, found.get(), isOther ? level : null);
      points.add(point);
      level = level == null || isOther ? point : level;
    }
    return new Track(title, metric, List.copyOf(points));
  }

  /** A line per change, with the release that it came with. */
  List<String> changes() {
    return points.stream().filter(point -> point.since != null).map(this::sentence).toList();
  }

  /** Whether a change is for the better. */
  boolean isBetter(Point point) {
    double before = Objects.requireNonNull(point.since).value.value();
    return metric.direction() == Direction.AT_LEAST
        ? point.value.value() > before
        : point.value.value() < before;
  }

  private String sentence(Point point) {
    Point since = Objects.requireNonNull(point.since);
    double before = since.value.value();
    double after = point.value.value();
    return point.release.version()
        + ": "
        + title
        + " "
        + metric.form().text(before)
        + " → "
        + metric.form().text(after)
        + (isShare() ? "" : String.format(Locale.ROOT, " (%+.1f %%)", (after / before - 1) * 100))
        + circumstances(since.release, point.release);
  }

  /** What else changed, and may be why. */
  private String circumstances(ReleaseFigures before, ReleaseFigures after) {
    StringBuilder also = new StringBuilder();
    if (areOthers(before.recipe(), after.recipe())) {
      also.append(", made by ").append(after.recipe());
      also.append(" and not by ").append(before.recipe());
    }
    if (metric == Metric.SPEEDUP && areOthers(before.cpu(), after.cpu())) {
      also.append(", measured on another CPU (").append(after.cpu()).append(")");
    }
    boolean ofData = metric != Metric.SPEEDUP && metric != Metric.SIZE;
    if (ofData && areOthers(before.dataset(), after.dataset())) {
      also.append(", measured on another dataset");
    }
    return also.toString();
  }

  /** Of two that are known. */
  private static boolean areOthers(@Nullable String before, @Nullable String after) {
    return before != null && after != null && !before.equals(after);
  }

  private boolean isShare() {
    return isShare(metric.form());
  }

  private static boolean isShare(Form form) {
    return form == Form.SHARE || form == Form.LIKENESS;
  }

  /**
   * Figures of two runs: exact ones differ by 1 %, of a share by a hundredth; those with an
   * interval when they lie further apart than the interval of their difference reaches, put
   * together from the two by squaring and adding (Newcombe, "Interval estimation for the difference
   * between independent proportions", 1998, method 10). Ratios are compared by their logarithms.
   */
  private static boolean differ(Form form, Estimate before, Estimate after) {
    if (before.isExact() && after.isExact()) {
      double difference = Math.abs(after.value() - before.value());
      return difference > CHANGE * (isShare(form) ? 1 : Math.abs(before.value()));
    }
    Estimate one = form == Form.TIMES ? logs(before) : before;
    Estimate other = form == Form.TIMES ? logs(after) : after;
    double difference = other.value() - one.value();
    double reach =
        difference > 0
            ? Math.hypot(other.value() - other.low(), one.high() - one.value())
            : Math.hypot(other.high() - other.value(), one.value() - one.low());
    return Math.abs(difference) > reach;
  }

  private static Estimate logs(Estimate ratio) {
    return new Estimate(Math.log(ratio.value()), Math.log(ratio.low()), Math.log(ratio.high()));
  }
}

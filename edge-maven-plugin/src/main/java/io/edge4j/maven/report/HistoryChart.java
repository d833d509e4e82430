package io.edge4j.maven.report;

import io.edge4j.maven.measure.Estimate;
import io.edge4j.maven.metric.Form;
import java.util.List;
import java.util.Locale;

/**
 * A figure by release as a picture of plain SVG: a dot per release with its interval, a larger one
 * where the figure changed. Colours are the page's.
 */
final class HistoryChart {
  private static final double WIDTH = 340;
  private static final double HEIGHT = 210;
  private static final double LEFT = 58;
  private static final double RIGHT = 14;
  private static final double TOP = 12;
  private static final double BOTTOM = 62;

  /** Labels below the axis that do not run into each other. */
  private static final int LABELS = 12;

  /** Characters of a version that are shown. */
  private static final int VERSION = 10;

  /** The axis covers at least this share of the value: less would make noise look like news. */
  private static final double LEAST_RANGE = 0.05;

  private final Track track;
  private final double low;
  private final double high;

  private HistoryChart(Track track) {
    this.track = track;
    double least = track.points().stream().mapToDouble(p -> p.value().low()).min().orElse(0);
    double most = track.points().stream().mapToDouble(p -> p.value().high()).max().orElse(1);
    double middle = (least + most) / 2;
    double half = Math.max((most - least) * 0.55, Math.abs(middle) * LEAST_RANGE / 2);
    if (half == 0) {
      half = 1;
    }
    this.low = least >= 0 ? Math.max(0, middle - half) : middle - half;
    this.high = middle + half;
  }

  /**
   * The element.
   *
   * @param track with at least one point
   */
  static String svg(Track track) {
    return new HistoryChart(track).draw();
  }

  private String draw() {
    StringBuilder svg = new StringBuilder();
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg class=\"track\" viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-label=\"%s by"
                + " release; the table below has its figures\">",
            WIDTH,
            HEIGHT,
            Markup.escape(track.title())));
    grid(svg);
    line(svg);
    for (int i = 0; i < track.points().size(); i++) {
      point(svg, i);
    }
    return svg.append("</svg>").toString();
  }

  private void grid(StringBuilder svg) {
    for (int i = 0; i <= 2; i++) {
      double value = low + (high - low) * i / 2;
      double y = y(value);
      svg.append(
          String.format(
              Locale.ROOT,
              "<line class=\"grid\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\"/>"
                  + "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\">%s</text>",
              LEFT,
              WIDTH - RIGHT,
              y,
              y,
              LEFT - 6,
              y + 4,
              Markup.escape(axis(value))));
    }
  }

  /** Shares with fewer digits than in a table, where they fit. */
  private String axis(double value) {
    Form form = track.metric().form();
    return form == Form.SHARE ? String.format(Locale.ROOT, "%.3f", value) : form.text(value);
  }

  private void line(StringBuilder svg) {
    StringBuilder points = new StringBuilder();
    for (int i = 0; i < track.points().size(); i++) {
      double value = track.points().get(i).value().value();
      points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(i), y(value)));
    }
    svg.append("<polyline points=\"").append(points.toString().trim()).append("\"/>");
  }

  private void point(StringBuilder svg, int i) {
    Track.Point point = track.points().get(i);
    Estimate value = point.value();
    Form form = track.metric().form();
    String version = point.release().version();
    if (!value.isExact()) {
      svg.append(
          String.format(
              Locale.ROOT,
              "<line class=\"interval\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\"/>",
              x(i),
              x(i),
              y(value.low()),
              y(value.high())));
    }
    String style = point.since() == null ? "same" : track.isBetter(point) ? "better" : "worse";
    svg.append(
        String.format(
            Locale.ROOT,
            "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"%s\"><title>%s: %s</title></circle>",
            style,
            x(i),
            y(value.value()),
            point.since() == null ? "3" : "5.5",
            Markup.escape(version),
            Markup.escape(form.text(value.value()))));
    if (isLabelled(i)) {
      double y = HEIGHT - BOTTOM + 16;
      svg.append(
          String.format(
              Locale.ROOT,
              "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\" transform=\"rotate(-45 %.1f"
                  + " %.1f)\"%s>%s</text>",
              x(i) + 4,
              y,
              x(i) + 4,
              y,
              point.since() == null ? "" : " class=\"changed\"",
              Markup.escape(shortened(version))));
    }
  }

  /** The last one always, and as many before it as there is room for. */
  private boolean isLabelled(int i) {
    int points = track.points().size();
    int step = (points + LABELS - 1) / LABELS;
    return (points - 1 - i) % step == 0;
  }

  private static String shortened(String version) {
    return version.length() <= VERSION ? version : version.substring(0, VERSION - 1) + "…";
  }

  private double x(int i) {
    List<Track.Point> points = track.points();
    double room = WIDTH - LEFT - RIGHT - 16;
    return LEFT + 8 + (points.size() == 1 ? room / 2 : room * i / (points.size() - 1));
  }

  private double y(double value) {
    return TOP + (HEIGHT - TOP - BOTTOM) * (high - value) / (high - low);
  }
}

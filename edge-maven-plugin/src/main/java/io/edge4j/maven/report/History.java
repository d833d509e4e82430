package io.edge4j.maven.report;

import io.edge4j.maven.metric.Metric;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The optimized model from release to release, up to the present build.
 *
 * @param releases those whose figures are known, the present build last
 * @param remarks a sentence each: what is missing
 */
record History(List<ReleaseFigures> releases, List<String> remarks) {
  /** As many as a time of ISO-8601 takes for its date. */
  private static final int DATE = 10;

  static History of(BenchmarkReport report, Background background) {
    List<ReleaseFigures> known = new ArrayList<>();
    List<String> remarks = new ArrayList<>(background.remarks());
    for (ReleaseFigures release : background.releases()) {
      if (release.absence() == null) {
        known.add(release);
      } else {
        remarks.add("Release " + release.version() + " is left out: " + release.absence() + ".");
      }
    }
    known.add(ReleaseFigures.of(report));
    return new History(known, remarks);
  }

  /** Whether there is anything to say of earlier releases. */
  boolean isEmpty() {
    return !hasEarlier() && remarks.isEmpty();
  }

  /** Whether the present build stands beside another one. */
  boolean hasEarlier() {
    return releases.size() > 1;
  }

  /** Those figures that the releases have. */
  List<Track> tracks() {
    Set<String> sizes = new LinkedHashSet<>();
    releases.forEach(release -> sizes.addAll(release.speedups().keySet()));
    List<Track> tracks = new ArrayList<>();
    for (String size : sizes) {
      String title = VariantName.at(Metric.SPEEDUP.heading() + " over fp32", size);
      tracks.add(Track.of(title, Metric.SPEEDUP, releases, release -> release.speedup(size)));
    }
    Stream.of(Metric.SIZE, Metric.ACCURACY, Metric.RMSE, Metric.RELATIVE_ERROR)
        .map(metric -> Track.of(metric.heading(), metric, releases, r -> r.metric(metric)))
        .filter(track -> !track.points().isEmpty())
        .forEach(tracks::add);
    return tracks;
  }

  /** The figures themselves, the present build first. */
  Table table() {
    List<Track> tracks = tracks();
    List<String> head = new ArrayList<>(List.of("Release", "measured", "recipe"));
    tracks.forEach(track -> head.add(track.title()));
    head.add("times smaller");
    List<List<String>> rows = new ArrayList<>();
    ReleaseFigures present = releases.get(releases.size() - 1);
    for (ReleaseFigures release : releases) {
      String name = release.version() + (release.equals(present) ? " (this build)" : "");
      List<String> row = new ArrayList<>(List.of(name, date(release)));
      row.add(release.recipe() == null ? "-" : release.recipe());
      tracks.forEach(track -> row.add(cell(track, release)));
      Double smaller = release.timesSmaller();
      row.add(smaller == null ? "-" : String.format(Locale.ROOT, "%.2fx", smaller));
      rows.add(0, row);
    }
    return new Table(head, rows);
  }

  private static String date(ReleaseFigures release) {
    String when = release.when();
    return when == null ? "-" : when.substring(0, Math.min(DATE, when.length()));
  }

  private static String cell(Track track, ReleaseFigures release) {
    return track.points().stream()
        .filter(point -> point.release().equals(release))
        .map(point -> track.metric().form().text(point.value().value()) + mark(point))
        .findFirst()
        .orElse("-");
  }

  private static String mark(Track.Point point) {
    return point.since() == null ? "" : " *";
  }
}

package io.edge4j.maven.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.edge4j.maven.measure.Estimate;
import io.edge4j.maven.metric.Metric;
import io.edge4j.maven.stage.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HistoryTest {
  private static final String CPU = "A CPU";
  private static final String DATA = "sha256:12";

  @TempDir Path folder;

  @Test
  void theReleaseInWhichAFigureChangedIsNamed() {
    assertThat(
            changes(
                release("1.0.0", 226_897, 1.33, 0.8981),
                release("1.1.0", 226_897, 1.34, 0.8982),
                release("1.2.0", 300_000, 1.02, 0.8980),
                release("1.3.0", 300_000, 1.02, 0.7900)))
        .containsExactly(
            "1.2.0: speed-up over fp32 1.33x → 1.02x (-23.3 %)",
            "1.5.0: speed-up over fp32 1.02x → 1.33x (+30.4 %)",
            "1.2.0: size KiB 221.6 → 293.0 (+32.2 %)",
            "1.5.0: size KiB 293.0 → 221.6 (-24.4 %)",
            "1.3.0: accuracy 0.8981 → 0.7900",
            "1.5.0: accuracy 0.7900 → 0.8981");
  }

  @Test
  void whatStaysWithinItsIntervalIsNoChange() {
    assertThat(
            changes(
                release("1.0.0", 226_000, 1.32, 0.8981), release("1.1.0", 227_500, 1.35, 0.9010)))
        .isEmpty();
  }

  @Test
  void manySmallStepsAreSeenToo() {
    assertThat(
            changes(
                release("1.0.0", 224_000, 1.33, 0.8981),
                release("1.1.0", 225_500, 1.33, 0.8981),
                release("1.2.0", 226_900, 1.33, 0.8981)))
        .containsExactly("1.2.0: size KiB 218.8 → 221.6 (+1.3 %)");
  }

  @Test
  void whatElseChangedStandsBesideIt() {
    ReleaseFigures before =
        new ReleaseFigures(
            "1.0.0",
            null,
            "2026-01-02T03:04:05Z",
            "static int8",
            "Another CPU",
            "sha256:34",
            3.0,
            Map.of(Metric.ACCURACY, Estimate.exact(0.7), Metric.SIZE, Estimate.exact(226_897)),
            Map.of("", about(2)));

    assertThat(changes(before))
        .containsExactly(
            "1.5.0: speed-up over fp32 2.00x → 1.33x (-33.5 %), made by dynamic int8 and not by"
                + " static int8, measured on another CPU (A CPU)",
            "1.5.0: accuracy 0.7000 → 0.8981, made by dynamic int8 and not by static int8,"
                + " measured on another dataset");
  }

  @Test
  void aReportIsReadBackAsWhatTheBuildSaw() throws IOException {
    Path file = folder.resolve("benchmark.json");
    Json.write(file, Reports.seed());

    assertThat(ReleaseFigures.read("1.5.0", file)).isEqualTo(ReleaseFigures.of(Reports.seed()));
    assertThat(ReleaseFigures.read("1.5.0", file).metrics())
        .containsOnlyKeys(Metric.SIZE, Metric.ACCURACY);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'schemaVersion': 1, 'variants': [{'name': 'onnx-int8'}]} | its report has schema 1, this"
            + " plugin reads 2",
        "{'schemaVersion': 3} | its report has schema 3, this plugin reads 2",
        "{'schemaVersion': 2} | its report has no onnx-optimized",
        "{'schemaVersion': 2, 'variants': | its report cannot be read",
      })
  void aReportThatCannotBeComparedSaysWhy(String json, String why) throws IOException {
    Path file = Files.writeString(folder.resolve("benchmark.json"), json.replace('\'', '"'));

    assertThat(ReleaseFigures.read("1.0.0", file).absence()).startsWith(why);
  }

  @Test
  void aReleaseWithoutFiguresIsLeftOutAndSaid() {
    History history =
        history(
            ReleaseFigures.absent("0.9.0", "it was released without a report"),
            release("1.0.0", 226_897, 1.33, 0.8981));

    assertThat(history.releases())
        .extracting(ReleaseFigures::version)
        .containsExactly("1.0.0", "1.5.0");
    assertThat(history.remarks())
        .containsExactly("Release 0.9.0 is left out: it was released without a report.");
  }

  @Test
  void theTableHasThePresentBuildFirst() {
    assertThat(history(release("1.0.0", 226_897, 1.20, 0.8981)).table())
        .isEqualTo(
            new Table(
                List.of(
                    "Release",
                    "measured",
                    "recipe",
                    "speed-up over fp32",
                    "size KiB",
                    "accuracy",
                    "times smaller"),
                List.of(
                    List.of(
                        "1.5.0 (this build)",
                        "2026-11-26",
                        "dynamic int8",
                        "1.33x *",
                        "221.6",
                        "0.8981",
                        "3.66x"),
                    List.of(
                        "1.0.0",
                        "2026-01-02",
                        "dynamic int8",
                        "1.20x",
                        "221.6",
                        "0.8981",
                        "3.66x"))));
  }

  @Test
  void thePageHasAChartForEachFigureAndMarksTheChange() throws IOException {
    String page =
        page(release("1.0.0", 226_897, 1.20, 0.8981), release("1.1.0", 226_897, 1.20, 0.8981));

    assertThat(page.split("<svg class=\"track\"", -1)).hasSize(4);
    assertThat(page).contains("<title>1.0.0: 1.20x</title>").contains("<circle class=\"better\"");
    assertThat(page.split("<circle class=\"better\"", -1)).hasSize(2);
  }

  @Test
  void withoutEarlierReleasesThereIsNoSection() throws IOException {
    assertThat(page()).doesNotContain("By release");
  }

  private static String page(ReleaseFigures... releases) throws IOException {
    return HtmlReport.text(Reports.seed(), GatePolicy.DEFAULT, background(releases));
  }

  private static List<String> changes(ReleaseFigures... releases) {
    List<String> changes = new ArrayList<>();
    history(releases).tracks().forEach(track -> changes.addAll(track.changes()));
    return changes;
  }

  private static History history(ReleaseFigures... releases) {
    return History.of(Reports.seed(), background(releases));
  }

  private static Background background(ReleaseFigures... releases) {
    return Background.NONE.after(Stream.of(releases).toList(), List.of());
  }

  static ReleaseFigures release(String version, double bytes, double speedup, double accuracy) {
    return new ReleaseFigures(
        version,
        null,
        "2026-01-02T03:04:05Z",
        "dynamic int8",
        CPU,
        DATA,
        829_789.0 / bytes,
        Map.of(
            Metric.SIZE,
            Estimate.exact(bytes),
            Metric.ACCURACY,
            new Estimate(accuracy, accuracy - 0.006, accuracy + 0.006)),
        Map.of("", about(speedup)));
  }

  private static Estimate about(double value) {
    return new Estimate(value, value * 0.98, value * 1.02);
  }
}

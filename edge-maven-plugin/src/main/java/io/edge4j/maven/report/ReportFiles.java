package io.edge4j.maven.report;

import io.edge4j.maven.stage.Json;
import io.edge4j.maven.stage.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;

/** The files of a report. Each appears whole; {@code benchmark.json} comes last. */
public final class ReportFiles {
  public static final String JSON = "benchmark.json";
  public static final String MARKDOWN = "benchmark.md";
  public static final String HTML = "benchmark.html";

  /** Every timed run. */
  public static final String RUNS = "benchmark-runs.csv";

  /** Named as Surefire names its files, so that the patterns of CI servers find it. */
  public static final String JUNIT = "TEST-edge-benchmark.xml";

  /** Where GitHub Actions takes a job's summary from. */
  private static final String JOB_SUMMARY = "GITHUB_STEP_SUMMARY";

  private static final String NAME = "benchmark";

  private ReportFiles() {}

  /**
   * The name that a file has in the report of a device: {@code benchmark-pi.json}.
   *
   * @param device {@link BenchmarkReport#THIS_MACHINE} for the plain name
   */
  public static String name(String file, String device) {
    return device.equals(BenchmarkReport.THIS_MACHINE)
        ? file
        : file.replace(NAME, NAME + "-" + device);
  }

  /** Takes an earlier report away, so that a benchmark that breaks leaves none that looks new. */
  public static void remove(Path directory, String device) throws IOException {
    for (String file : List.of(JSON, MARKDOWN, HTML, RUNS, JUNIT)) {
      Files.deleteIfExists(directory.resolve(name(file, device)));
    }
  }

  public static void write(
      BenchmarkReport report, GatePolicy policy, Background background, Path directory)
      throws IOException {
    WholeFile.writeString(
        directory.resolve(name(HTML, report.device())),
        HtmlReport.text(report, policy, background));
    WholeFile.writeString(
        directory.resolve(name(MARKDOWN, report.device())), MarkdownReport.text(report, policy));
    WholeFile.writeString(
        directory.resolve(name(JUNIT, report.device())), JUnitReport.text(report, policy));
    Json.write(directory.resolve(name(JSON, report.device())), report);
  }

  /** Adds the Markdown to the summary of a GitHub Actions job, where this runs in one. */
  public static void appendToJobSummary(
      BenchmarkReport report, GatePolicy policy, Map<String, String> environment)
      throws IOException {
    String summary = environment.get(JOB_SUMMARY);
    if (summary != null && !summary.isBlank()) {
      Files.writeString(
          Path.of(summary),
          MarkdownReport.text(report, policy),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    }
  }
}

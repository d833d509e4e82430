package io.edge4j.maven.report;

import io.edge4j.maven.stage.Json;
import io.edge4j.maven.stage.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The files of a report. Each appears whole; {@code benchmark.json} comes last. */
public final class ReportFiles {
  public static final String JSON = "benchmark.json";
  public static final String MARKDOWN = "benchmark.md";
  public static final String HTML = "benchmark.html";

  private ReportFiles() {}

  /** Takes an earlier report away, so that a benchmark that breaks leaves none that looks new. */
  public static void remove(Path directory) throws IOException {
    for (String name : List.of(JSON, MARKDOWN, HTML)) {
      Files.deleteIfExists(directory.resolve(name));
    }
  }

  public static void write(BenchmarkReport report, Path directory) throws IOException {
    WholeFile.writeString(directory.resolve(HTML), HtmlReport.text(report));
    WholeFile.writeString(directory.resolve(MARKDOWN), MarkdownReport.text(report));
    Json.write(directory.resolve(JSON), report);
  }
}

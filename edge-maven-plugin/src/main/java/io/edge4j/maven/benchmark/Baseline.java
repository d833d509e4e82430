package io.edge4j.maven.benchmark;

import io.edge4j.maven.report.BaselineReport;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The earlier release that this model is held against, as whoever resolved it found it. It is
 * measured again beside the others, as the variant {@link #VARIANT}: times from another day and
 * another machine say nothing.
 *
 * @param requested the coordinates or the words in the pom
 * @param outcome what became of looking for it
 * @param version the release that was found; null when none was
 * @param file its model; null when none was found
 * @param detail a sentence for the reader; may be null
 */
public record Baseline(
    String requested,
    Outcome outcome,
    @Nullable String version,
    @Nullable Path file,
    @Nullable String detail) {
  /** Its name among the variants. */
  public static final String VARIANT = "baseline";

  /** What can become of looking for a release. */
  public enum Outcome {
    RESOLVED("resolved", "it was found"),
    FIRST_RELEASE("first-release", "there is no earlier release"),
    OFFLINE("offline", "the build is offline and the release is not in the local repository"),
    MISSING("missing", "the release that was named could not be found");

    private final String text;
    private final String sentence;

    Outcome(String text, String sentence) {
      this.text = text;
      this.sentence = sentence;
    }

    /** As reports and {@link io.edge4j.maven.report.GatePolicy} write it. */
    public String text() {
      return text;
    }
  }

  public Baseline {
    if ((outcome == Outcome.RESOLVED) != (file != null)) {
      throw new IllegalArgumentException("a baseline has a file exactly when it was resolved");
    }
  }

  public static Baseline resolved(String requested, String version, Path file) {
    return new Baseline(requested, Outcome.RESOLVED, version, file, null);
  }

  /** Nothing to measure; gates against the baseline are not measured. */
  public static Baseline absent(String requested, Outcome outcome, @Nullable String detail) {
    return new Baseline(requested, outcome, null, null, detail);
  }

  /** Why it is absent, for the gates that ask for it. */
  String reason() {
    return detail == null ? outcome.sentence : outcome.sentence + ". " + detail;
  }

  BaselineReport report() {
    return new BaselineReport(requested, outcome.text, version, detail);
  }
}

package io.edge4j.maven.benchmark;

import io.edge4j.maven.stage.WholeFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Every timed run behind a report, so that its intervals can be found again, and other ones tried:
 * {@code benchmark-runs.csv} with the columns variant, fork, round, run and nanoseconds, all
 * counted from 1.
 */
final class RunsFile {
  private static final String HEAD = "variant,fork,round,run,nanos\n";

  private RunsFile() {}

  static void write(List<ForkReport> forks, Path file) throws IOException {
    StringBuilder text = new StringBuilder(HEAD);
    for (int fork = 0; fork < forks.size(); fork++) {
      for (ForkReport.Times times : forks.get(fork).times()) {
        append(text, times, fork + 1);
      }
    }
    WholeFile.writeString(file, text.toString());
  }

  private static void append(StringBuilder text, ForkReport.Times times, int fork) {
    for (int i = 0; i < times.nanos().size(); i++) {
      text.append(times.variant()).append(',').append(fork).append(',');
      text.append(i / MeasureStage.RUNS_PER_ROUND + 1).append(',');
      text.append(i % MeasureStage.RUNS_PER_ROUND + 1).append(',');
      text.append(times.nanos().get(i)).append('\n');
    }
  }
}

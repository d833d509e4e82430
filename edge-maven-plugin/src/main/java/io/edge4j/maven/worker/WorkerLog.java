package io.edge4j.maven.worker;

import io.edge4j.maven.stage.Progress;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Splits what a worker prints: all of it into a file, the lines for the user into the progress. */
public final class WorkerLog {
  static final String PROGRESS = "[edge] ";
  static final String WARNING = "[edge:warn] ";

  /** Says nothing but that the worker is there. */
  static final String ALIVE = "[edge:alive]";

  private static final int TAIL_LINES = 12;

  private final Path file;
  private final Progress progress;
  private final Deque<String> tail = new ArrayDeque<>();

  /**
   * @param file takes all lines
   * @param progress gets those for the user
   */
  public WorkerLog(Path file, Progress progress) {
    this.file = file;
    this.progress = progress;
  }

  /** Reads until the worker closes its output. */
  void follow(InputStream output) throws IOException {
    try (BufferedReader lines =
            new BufferedReader(new InputStreamReader(output, StandardCharsets.UTF_8));
        BufferedWriter log = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        accept(line, log);
      }
    }
  }

  /** Takes one line. */
  public void accept(String line, Writer log) throws IOException {
    if (line.equals(ALIVE)) {
      return;
    }
    log.write(line);
    log.write(System.lineSeparator());
    log.flush();
    pass(line);
  }

  private void pass(String line) {
    if (line.startsWith(PROGRESS)) {
      progress.say(line.substring(PROGRESS.length()));
    } else if (line.startsWith(WARNING)) {
      progress.warn(line.substring(WARNING.length()));
    } else if (!line.isBlank()) {
      synchronized (tail) {
        tail.addLast(line);
        if (tail.size() > TAIL_LINES) {
          tail.removeFirst();
        }
      }
    }
  }

  /** The last lines that were not for the user: where a crash explains itself. */
  public List<String> tail() {
    synchronized (tail) {
      return List.copyOf(tail);
    }
  }
}

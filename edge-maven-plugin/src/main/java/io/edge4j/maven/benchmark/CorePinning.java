package io.edge4j.maven.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Binds the measuring thread, and no other one of its JVM, to one core: it is not moved between
 * cores while it is timed, and the compiler's and the collector's threads stay off it. Linux only,
 * with util-linux's {@code taskset}; elsewhere it says why not.
 */
final class CorePinning {
  private static final Path THREAD = Path.of("/proc/thread-self");
  private static final String ALLOWED = "Cpus_allowed_list:";

  private CorePinning() {}

  /**
   * Binds the calling thread for the rest of its life.
   *
   * @param threads of an engine; with more than one there is nothing to bind
   * @return for the report: the core, or why there is none
   */
  static String pinThisThread(int threads) throws IOException, InterruptedException {
    if (threads > 1) {
      return "not pinned: " + threads + " threads per engine";
    }
    if (!Files.exists(THREAD)) {
      return "not pinned: this system has no " + THREAD;
    }
    String before = allowedCores();
    String core = lastOf(before);
    if (core.equals(before)) {
      return "core " + core + ", the only one allowed";
    }
    String problem = taskset(core, THREAD.toRealPath().getFileName().toString());
    if (problem == null && !allowedCores().equals(core)) {
      problem = "taskset had no effect";
    }
    return problem == null ? "measuring thread pinned to core " + core : "not pinned: " + problem;
  }

  /** As the kernel writes it: {@code 0-3,8}. */
  private static String allowedCores() throws IOException {
    try (Stream<String> lines = Files.lines(THREAD.resolve("status"))) {
      return lines
          .filter(line -> line.startsWith(ALLOWED))
          .map(line -> line.substring(ALLOWED.length()).strip())
          .findFirst()
          .orElse("");
    }
  }

  /** The last one: interrupts and whatever starts first tend to the first. */
  static String lastOf(String list) {
    return list.replaceFirst(".*[-,]", "");
  }

  /** Null when it went well, else why not. */
  private static @Nullable String taskset(String core, String threadId)
      throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(List.of("taskset", "-c", "-p", core, threadId))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      int code = process.waitFor();
      return code == 0 ? null : "taskset ended with exit code " + code;
    } catch (IOException e) {
      return "taskset is not installed";
    }
  }
}

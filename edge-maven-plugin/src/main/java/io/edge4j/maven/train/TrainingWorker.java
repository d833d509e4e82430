package io.edge4j.maven.train;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a JVM that trains wants to be started. Both lists change how fast it is, not what comes out.
 */
public final class TrainingWorker {
  private static final String MEGABYTES_32 = "33554432";

  /**
   * About a tenth of a millisecond where this was measured, which outlasts the gap between two
   * parallel regions of a step.
   */
  private static final String SPINS = "2000";

  private TrainingWorker() {}

  /**
   * Environment variables for the process.
   *
   * <p>OpenMP's threads wait spinning, but not for long. A thread that sleeps at once is woken for
   * every small parallel region, which is slow in some virtual machines. A thread that spins until
   * it is needed takes the core of what it waits for: beside other work, which preempts one of the
   * two, a step then lasts three times as long. And glibc must keep the few megabytes that each
   * step allocates and frees: by default it gives them back to the system and faults them in again,
   * page by page, which is a third of an epoch. 32 MB is the largest mmap threshold that glibc
   * takes.
   */
  public static Map<String, String> environment(int threads) {
    Map<String, String> variables = new TreeMap<>();
    variables.put("OMP_NUM_THREADS", Integer.toString(threads));
    variables.put("GOMP_SPINCOUNT", SPINS);
    variables.put("MALLOC_ARENA_MAX", "1");
    variables.put("MALLOC_MMAP_THRESHOLD_", MEGABYTES_32);
    variables.put("MALLOC_TOP_PAD_", MEGABYTES_32);
    variables.put("MALLOC_TRIM_THRESHOLD_", "2147483647");
    return variables;
  }

  /**
   * Arguments for the {@code java} command. The work is native: a collector with threads of its own
   * or a second compiler would only take cores from it. DJL must neither download nor report
   * anything.
   */
  public static List<String> jvmArguments() {
    return List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dai.djl.offline=true");
  }
}

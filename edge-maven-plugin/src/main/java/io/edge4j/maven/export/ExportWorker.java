package io.edge4j.maven.export;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a JVM that exports wants to be started. Both lists change what it costs, not what comes out.
 */
public final class ExportWorker {
  private static final String KILOBYTES_128 = "131072";
  private static final String SPINS = "20000";

  private ExportWorker() {}

  /**
   * Environment variables for the process.
   *
   * <p>An export allocates activations and weights once and frees them soon. glibc raises its mmap
   * threshold to the size of what is freed, and keeps from then on what is smaller; a threshold
   * that is said outright stays, so that memory goes back to the system at once. OpenMP's threads
   * wait spinning only briefly: beside other work on the machine, spinning makes an export several
   * times as long.
   */
  public static Map<String, String> environment(int threads) {
    Map<String, String> variables = new TreeMap<>();
    variables.put("OMP_NUM_THREADS", Integer.toString(threads));
    variables.put("GOMP_SPINCOUNT", SPINS);
    variables.put("MALLOC_MMAP_THRESHOLD_", KILOBYTES_128);
    return variables;
  }

  /**
   * Arguments for the {@code java} command. The tracer asks for a collection many times, and the
   * heap is small: the serial collector is the quickest for that.
   */
  public static List<String> jvmArguments() {
    return List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dai.djl.offline=true");
  }
}

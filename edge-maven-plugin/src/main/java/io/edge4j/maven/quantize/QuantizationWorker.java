package io.edge4j.maven.quantize;

import java.util.List;

/** What a JVM that quantizes is started with. */
public final class QuantizationWorker {
  private QuantizationWorker() {}

  /**
   * A heap that starts small: weights are streamed through a few buffers, and a JVM that is given a
   * share of the machine's memory fills it with used ones before it looks for garbage.
   */
  public static List<String> jvmArguments() {
    return List.of("-Xms32m", "-XX:+UseSerialGC");
  }
}

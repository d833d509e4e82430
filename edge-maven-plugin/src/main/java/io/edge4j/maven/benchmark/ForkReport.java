package io.edge4j.maven.benchmark;

import io.edge4j.maven.report.VariantReport.Throughput;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one fork found.
 *
 * @param times in the order of the request's variants
 * @param versions software that took part, by name
 * @param openings how often every variant was opened
 * @param pinning which core the measuring thread was bound to, or why to none
 */
public record ForkReport(
    List<Times> times, Map<String, String> versions, int openings, String pinning) {

  /**
   * The runs of one variant.
   *
   * @param variant its name
   * @param recipe label of the one that its file was made by; null where no file says so
   * @param engine what ran it
   * @param nanos every timed run, round by round
   * @param warmupRuns untimed runs before
   * @param settled whether the times had settled when timing began
   * @param throughput by batch size, where it was asked for
   */
  public record Times(
      String variant,
      @Nullable String recipe,
      String engine,
      List<Long> nanos,
      int warmupRuns,
      boolean settled,
      List<Throughput> throughput) {}
}

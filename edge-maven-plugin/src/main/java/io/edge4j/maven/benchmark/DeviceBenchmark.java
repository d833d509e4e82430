package io.edge4j.maven.benchmark;

import io.edge4j.maven.report.BenchmarkReport;
import org.jspecify.annotations.Nullable;

/**
 * What came of a benchmark on a device.
 *
 * @param report null when the device could not be reached
 * @param unreachable why it could not be reached; null when it was
 */
public record DeviceBenchmark(@Nullable BenchmarkReport report, @Nullable String unreachable) {}

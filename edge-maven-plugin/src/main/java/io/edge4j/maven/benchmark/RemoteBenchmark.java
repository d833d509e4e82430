package io.edge4j.maven.benchmark;

import io.edge4j.maven.report.BenchmarkReport;
import io.edge4j.maven.report.MachineReport;

/**
 * What a device found.
 *
 * @param machine its state
 * @param runs every timed run, as {@link RunsFile} has them
 */
public record RemoteBenchmark(BenchmarkReport report, MachineReport machine, String runs) {}

package io.edge4j.maven.benchmark;

import io.edge4j.maven.device.Device;

/**
 * What {@link DeviceBenchmarkStage} is asked to have measured.
 *
 * @param benchmark with the gates of that device
 */
public record DeviceBenchmarkRequest(Device device, BenchmarkRequest benchmark) {}

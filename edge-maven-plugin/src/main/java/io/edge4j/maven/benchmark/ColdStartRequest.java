package io.edge4j.maven.benchmark;

/**
 * Which variant is to be started alone.
 *
 * @param variant the one
 * @param threads threads its engine may use
 * @param workload what is run
 */
public record ColdStartRequest(Variant variant, int threads, WorkloadSource workload) {}

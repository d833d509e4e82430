package io.edge4j.maven.benchmark;

import java.util.List;

/**
 * What one fork is asked to do.
 *
 * @param variants all of them: they are measured side by side
 * @param protocol how much is measured
 * @param batchSizes sizes of batches whose throughput this fork measures after the rounds
 * @param workload what is run
 * @param fork its number, from 0; the seed of its random order
 */
public record MeasureRequest(
    List<Variant> variants,
    Protocol protocol,
    List<Integer> batchSizes,
    WorkloadSource workload,
    int fork) {}

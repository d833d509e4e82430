package io.edge4j.maven.dataset;

import java.util.List;

/**
 * A dataset as reports name it.
 *
 * @param columns of a table, in the order of a sample's values; empty for other datasets
 */
public record DatasetSummary(
    String name,
    String fingerprint,
    int trainSamples,
    int testSamples,
    List<String> classNames,
    List<Long> sampleShape,
    Scaling scaling,
    List<String> columns) {}

package io.edge4j.maven.dataset;

import java.util.List;

/** A dataset as reports name it. */
public record DatasetSummary(
    String name,
    String fingerprint,
    int trainSamples,
    int testSamples,
    List<String> classNames,
    List<Long> sampleShape,
    Scaling scaling) {}

package io.edge4j.maven.dataset;

import org.jspecify.annotations.Nullable;

/**
 * What lies in a folder with the test split of a dataset; {@code carried.json} there. Samples and
 * targets lie beside it as {@link StoredContents} says.
 *
 * @param summary of the whole dataset
 * @param targetSpread of the values to predict, over the training split; null for classes
 */
record CarriedContents(DatasetSummary summary, @Nullable Spread targetSpread) {
  /** As the samples beside it are read. */
  StoredContents stored() {
    return new StoredContents(
        StoredContents.SCHEMA_VERSION,
        summary.name(),
        summary.sampleShape(),
        summary.classNames(),
        0,
        summary.testSamples(),
        summary.fingerprint());
  }
}

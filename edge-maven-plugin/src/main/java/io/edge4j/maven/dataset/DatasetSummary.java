package io.edge4j.maven.dataset;

import io.edge4j.model.Layout;
import io.edge4j.model.Preprocessing;
import java.util.List;

/**
 * A dataset as reports name it.
 *
 * @param layout in what order a sample holds an image
 * @param preprocessing how pixels became what samples hold
 * @param columns of a table, in the order of a sample's values; empty for other datasets
 */
public record DatasetSummary(
    String name,
    String fingerprint,
    int trainSamples,
    int testSamples,
    List<String> classNames,
    List<Long> sampleShape,
    Layout layout,
    Preprocessing preprocessing,
    List<String> columns) {

  /** The same dataset with other names of its classes. */
  DatasetSummary withClassNames(List<String> names) {
    return new DatasetSummary(
        name,
        fingerprint,
        trainSamples,
        testSamples,
        names,
        sampleShape,
        layout,
        preprocessing,
        columns);
  }
}

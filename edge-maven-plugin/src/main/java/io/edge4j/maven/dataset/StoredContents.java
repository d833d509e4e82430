package io.edge4j.maven.dataset;

import java.util.List;

/**
 * What lies in a folder of stored samples; {@code dataset.json} there. Beside it {@code
 * samples.f32} holds the samples, one after the other and row-major, and {@code targets.f32} a
 * label or value to predict for each, both as little-endian float32.
 *
 * @param schemaVersion of this folder's layout
 * @param name what reports call the dataset
 * @param shape of one sample
 * @param classNames one a class; empty for values to predict
 * @param trainSamples how many come first and are trained on; all of them when there is no split
 * @param testSamples how many follow and are tested on; 0 when there is no split
 * @param fingerprint {@code sha256:...} over all of it
 */
public record StoredContents(
    String schemaVersion,
    String name,
    List<Long> shape,
    List<String> classNames,
    int trainSamples,
    int testSamples,
    String fingerprint) {
  static final String SCHEMA_VERSION = "1";

  public StoredContents {
    shape = List.copyOf(shape);
    classNames = List.copyOf(classNames);
  }

  int samples() {
    return trainSamples + testSamples;
  }

  long sampleSize() {
    return shape.stream().reduce(1L, Math::multiplyExact);
  }

  /** Whether whoever made the samples said which are tested on. */
  boolean isSplit() {
    return testSamples > 0;
  }
}

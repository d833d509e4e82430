package io.edge4j.maven.quantize;

import io.edge4j.maven.compare.Differences;
import io.edge4j.maven.compare.OutputDifference;
import java.util.List;

/** Differences as a comparison could have found them. */
final class TestDifferences {
  private TestDifferences() {}

  /** One output with that relative error. */
  static Differences of(double relativeError) {
    return new Differences(
        List.of(new OutputDifference("y", null, 1, relativeError, 0.0, 0.0, null, null, null)),
        List.of());
  }
}

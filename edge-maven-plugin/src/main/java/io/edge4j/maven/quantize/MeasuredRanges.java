package io.edge4j.maven.quantize;

import java.util.Map;

/**
 * Ranges of activations as calibration saw them.
 *
 * @param ranges of the values that had some, and only finite ones
 * @param problems why others have no range
 */
record MeasuredRanges(Map<String, ValueRange> ranges, Map<String, String> problems) {

  ValueRange of(String value) {
    ValueRange range = ranges.get(value);
    if (range == null) {
      throw new IllegalArgumentException("the value " + value + " was not measured");
    }
    return range;
  }

  /**
   * Returns when a value has a range.
   *
   * @throws NotQuantizable saying why it has none
   */
  void require(String value) throws NotQuantizable {
    if (!ranges.containsKey(value)) {
      throw new NotQuantizable(problems.getOrDefault(value, "no range was measured for " + value));
    }
  }
}

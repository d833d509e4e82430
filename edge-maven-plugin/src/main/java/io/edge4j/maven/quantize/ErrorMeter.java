package io.edge4j.maven.quantize;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Adds up how far the outputs of two models lie apart, sample by sample. */
final class ErrorMeter {
  private final Map<String, Sums> outputs = new LinkedHashMap<>();

  private static final class Sums {
    private long values;
    private double signal;
    private double noise;
    private double largest;
  }

  /**
   * Adds one run of both models.
   *
   * @throws IllegalArgumentException when an output has another size than the reference, which only
   *     a wrong rewrite can cause
   */
  void add(Map<String, float[]> reference, Map<String, float[]> candidate) {
    reference.forEach(
        (name, expected) -> {
          float[] found = candidate.get(name);
          if (found == null || found.length != expected.length) {
            throw new IllegalArgumentException(
                "the output " + name + " changed its size, from " + expected.length);
          }
          add(outputs.computeIfAbsent(name, n -> new Sums()), expected, found);
        });
  }

  private static void add(Sums sums, float[] expected, float[] found) {
    for (int i = 0; i < expected.length; i++) {
      // Where both say infinity or both say "not a number" nothing was lost.
      if (Float.compare(expected[i], found[i]) != 0) {
        double difference = (double) found[i] - expected[i];
        sums.noise += difference * difference;
        sums.largest = Math.max(sums.largest, Math.abs(difference));
      }
      if (Float.isFinite(expected[i])) {
        sums.signal += (double) expected[i] * expected[i];
      }
    }
    sums.values += expected.length;
  }

  List<OutputError> errors() {
    List<OutputError> errors = new ArrayList<>();
    outputs.forEach(
        (name, sums) -> {
          double relative = sums.noise == 0 ? 0 : Math.sqrt(sums.noise / sums.signal);
          errors.add(
              new OutputError(
                  name,
                  sums.values,
                  relative,
                  relative == 0 ? null : -20 * Math.log10(relative),
                  sums.largest));
        });
    return errors;
  }
}

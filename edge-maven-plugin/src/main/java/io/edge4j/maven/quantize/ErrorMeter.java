package io.edge4j.maven.quantize;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Adds up how far the outputs of two models lie apart, sample by sample. */
final class ErrorMeter {
  private final Map<String, Sums> outputs = new LinkedHashMap<>();
  private final Map<String, Double> origins = new HashMap<>();

  private static final class Sums {
    private long values;
    private double signal;
    private double noise;
    private double largest;
  }

  /**
   * Says where an output's signal is counted from; from 0 where nothing is said. Values that lie
   * far from 0 and close together would make every error look small, even that of a model which
   * always gives their mean.
   */
  void countFrom(String output, double origin) {
    origins.put(output, origin);
  }

  /**
   * Adds one run of both models.
   *
   * @throws IllegalArgumentException when an output has another size than the reference or is not
   *     finite where the reference is
   */
  void add(Map<String, float[]> reference, Map<String, float[]> candidate) {
    reference.forEach(
        (name, expected) -> {
          float[] found = candidate.get(name);
          if (found == null || found.length != expected.length) {
            throw new IllegalArgumentException(
                "the output " + name + " changed its size, from " + expected.length);
          }
          Sums sums = outputs.computeIfAbsent(name, n -> new Sums());
          add(name, sums, origins.getOrDefault(name, 0.0), expected, found);
        });
  }

  private static void add(String name, Sums sums, double origin, float[] expected, float[] found) {
    for (int i = 0; i < expected.length; i++) {
      // An fp32 model that gives no number has nothing that could be kept.
      if (!Float.isFinite(expected[i])) {
        continue;
      }
      if (!Float.isFinite(found[i])) {
        throw new IllegalArgumentException(
            "the output " + name + " is " + found[i] + " where fp32 gives " + expected[i]);
      }
      double difference = (double) found[i] - expected[i];
      sums.noise += difference * difference;
      double signal = expected[i] - origin;
      sums.signal += signal * signal;
      sums.largest = Math.max(sums.largest, Math.abs(difference));
    }
    sums.values += expected.length;
  }

  List<OutputError> errors() {
    List<OutputError> errors = new ArrayList<>();
    outputs.forEach(
        (name, sums) -> {
          Double relative = sums.noise == 0 ? Double.valueOf(0) : null;
          Double decibels = null;
          if (sums.noise > 0 && sums.signal > 0) {
            relative = Math.sqrt(sums.noise / sums.signal);
            decibels = -20 * Math.log10(relative);
          }
          errors.add(new OutputError(name, sums.values, relative, decibels, sums.largest));
        });
    return errors;
  }
}

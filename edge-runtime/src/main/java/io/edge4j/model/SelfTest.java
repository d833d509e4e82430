package io.edge4j.model;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.Buffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * By what a model proves itself on the machine that it runs on: inputs drawn from a seed, and some
 * of the values that they gave where the model was built. Kernels differ between processors; small
 * differences are their right, large ones are wrong answers.
 *
 * @param seed of the first draw; each further one has the next
 * @param draws how many inputs are drawn
 * @param sizes of the dimensions that the model leaves open
 * @param tolerance largest root mean square of the differences, as a share of that of the expected
 *     values
 * @param expected by output: values of each draw after those of the draw before, taken at even
 *     distances, with {@value #DIGITS} digits
 * @since 0.1.0
 */
public record SelfTest(
    long seed,
    int draws,
    Map<String, Long> sizes,
    double tolerance,
    Map<String, List<Double>> expected) {
  /** Bytes that the entry may take. */
  public static final int LARGEST = 1024;

  private static final int DIGITS = 4;
  private static final int MOST_DRAWS = 16;
  private static final int MOST_VALUES = 16;
  private static final String KEY = ModelMetadata.SELF_TEST;
  private static final String WAY_OUT =
      " This machine's processor, or ONNX Runtime's kernels for it, computes something else than the"
          + " machine that built the model. Measure the model here (edge:benchmark with <devices>),"
          + " ship it with <recipe>fp32</recipe>, or try another ONNX Runtime. EDGE_SELF_TEST=off"
          + " lets a server answer nevertheless.";

  public SelfTest {
    sizes = Collections.unmodifiableMap(new LinkedHashMap<>(sizes));
    Map<String, List<Double>> values = new LinkedHashMap<>();
    expected.forEach((output, numbers) -> values.put(output, List.copyOf(numbers)));
    expected = Collections.unmodifiableMap(values);
  }

  /**
   * A test of what a model gives now.
   *
   * @param contract what it takes, as its metadata says it
   * @param run runs the model
   * @return empty where nothing can be compared: no output of floating-point numbers, one that is
   *     not finite, nothing but zeros, or names too long for the entry
   * @throws IllegalArgumentException as {@link DrawnInputs#draw} does
   * @throws UnsupportedOperationException as {@link DrawnInputs#draw} does
   */
  public static Optional<SelfTest> of(
      InputContract contract,
      long seed,
      int draws,
      Map<String, Long> sizes,
      double tolerance,
      Function<Map<String, Tensor>, Map<String, Tensor>> run) {
    List<Map<String, Tensor>> outputs = outputs(contract, seed, draws, sizes, run);
    List<String> names =
        outputs.get(0).entrySet().stream()
            .filter(output -> output.getValue().elementType().isFloatingPoint())
            .map(Map.Entry::getKey)
            .toList();
    for (int kept = names.size(); kept > 0; kept--) {
      for (int most = MOST_VALUES; most > 0; most /= 2) {
        Map<String, List<Double>> expected = new LinkedHashMap<>();
        for (String name : names.subList(0, kept)) {
          expected.put(name, rounded(values(outputs, name, most)));
        }
        SelfTest test = new SelfTest(seed, draws, sizes, tolerance, expected);
        if (test.text().getBytes(StandardCharsets.UTF_8).length <= LARGEST) {
          return test.isTelling() ? Optional.of(test) : Optional.empty();
        }
      }
    }
    return Optional.empty();
  }

  private boolean isTelling() {
    return expected.values().stream()
        .allMatch(
            values ->
                values.stream().allMatch(Double::isFinite)
                    && values.stream().anyMatch(value -> value != 0));
  }

  /**
   * How far a model is from what is expected: over all outputs, the largest root mean square of the
   * differences as a share of that of the expected values; infinite where an output is missing, has
   * another size, or is no number.
   */
  public double deviation(
      InputContract contract, Function<Map<String, Tensor>, Map<String, Tensor>> run) {
    List<Map<String, Tensor>> outputs = outputs(contract, seed, draws, sizes, run);
    double largest = 0;
    for (String output : expected.keySet()) {
      largest = Math.max(largest, deviation(output, outputs));
    }
    return largest;
  }

  private double deviation(String output, List<Map<String, Tensor>> outputs) {
    List<Double> wanted = expected.getOrDefault(output, List.of());
    List<Double> found =
        haveAll(outputs, output) ? values(outputs, output, wanted.size() / draws) : List.of();
    if (found.size() != wanted.size()) {
      return Double.POSITIVE_INFINITY;
    }
    double noise = 0;
    double signal = 0;
    for (int i = 0; i < wanted.size(); i++) {
      double difference = found.get(i) - wanted.get(i);
      noise += difference * difference;
      signal += wanted.get(i) * wanted.get(i);
    }
    double share = Math.sqrt(noise / signal);
    return Double.isNaN(share) ? Double.POSITIVE_INFINITY : share;
  }

  private static boolean haveAll(List<Map<String, Tensor>> outputs, String name) {
    for (Map<String, Tensor> draw : outputs) {
      if (!draw.containsKey(name)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Runs the test.
   *
   * @param contract what the model takes, as its metadata says it
   * @param run runs the model
   * @return what is wrong, and what to do, in sentences; empty when nothing is
   */
  public Optional<String> failure(
      InputContract contract, Function<Map<String, Tensor>, Map<String, Tensor>> run) {
    double found = deviation(contract, run);
    if (found <= tolerance) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
                Locale.ROOT,
                "outputs for %d drawn %s are %s from those of the build, and %s is tolerated.",
                draws,
                draws == 1 ? "input" : "inputs",
                Double.isInfinite(found)
                    ? "not comparable, or no numbers, and so infinitely far"
                    : percent(found) + " away",
                percent(tolerance))
            + WAY_OUT);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.3g %%", share * 100);
  }

  private static List<Map<String, Tensor>> outputs(
      InputContract contract,
      long seed,
      int draws,
      Map<String, Long> sizes,
      Function<Map<String, Tensor>, Map<String, Tensor>> run) {
    List<Map<String, Tensor>> outputs = new ArrayList<>();
    for (int draw = 0; draw < draws; draw++) {
      outputs.add(run.apply(new DrawnInputs(contract, sizes, seed + draw).draw()));
    }
    return outputs;
  }

  /** Of each draw the same number of values, at even distances. */
  private static List<Double> values(
      List<Map<String, Tensor>> outputs, String output, int mostPerDraw) {
    List<Double> values = new ArrayList<>();
    for (Map<String, Tensor> draw : outputs) {
      Buffer numbers = Objects.requireNonNull(draw.get(output), output).buffer();
      int length = numbers.remaining();
      int count = Math.min(length, mostPerDraw);
      for (int i = 0; i < count; i++) {
        int index = (int) ((long) i * length / count);
        values.add(
            numbers instanceof FloatBuffer floats
                ? (double) floats.get(index)
                : ((DoubleBuffer) numbers).get(index));
      }
    }
    return values;
  }

  /** What is far below the largest value counts for nothing, and would differ between machines. */
  private static List<Double> rounded(List<Double> values) {
    double largest =
        values.stream().mapToDouble(Math::abs).filter(Double::isFinite).max().orElse(0);
    if (largest == 0) {
      return values;
    }
    int scale = DIGITS - 1 - (int) Math.floor(Math.log10(largest));
    return values.stream()
        .map(
            value ->
                Double.isFinite(value)
                    ? new BigDecimal(value).setScale(scale, RoundingMode.HALF_EVEN).doubleValue()
                    : value)
        .toList();
  }

  /** The entry, one line of JSON. */
  String text() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("seed", seed);
    fields.put("draws", draws);
    if (!sizes.isEmpty()) {
      fields.put("sizes", sizes);
    }
    fields.put("tolerance", tolerance);
    fields.put("expected", expected);
    return MetadataJson.text(fields);
  }

  static SelfTest read(String text) throws ModelFormatException {
    MetadataJson json = MetadataJson.object(KEY, text);
    int draws = (int) json.number("draws", 0);
    double tolerance = json.number("tolerance", -1);
    if (draws < 1 || draws > MOST_DRAWS) {
      throw json.wrong("draws", "a whole number from 1 to " + MOST_DRAWS);
    }
    if (!(tolerance >= 0)) {
      throw json.wrong("tolerance", "a share of 0 or more");
    }
    Map<String, Long> sizes = new LinkedHashMap<>();
    MetadataJson sized = json.object("sizes");
    for (String dimension : sized.fields().keySet()) {
      sizes.put(dimension, (long) sized.number(dimension, 1));
    }
    Map<String, List<Double>> expected = new LinkedHashMap<>();
    MetadataJson outputs = json.object("expected");
    for (String output : outputs.fields().keySet()) {
      List<Double> values = outputs.numbers(output);
      if (values.isEmpty() || values.size() % draws != 0) {
        throw json.wrong("expected", "as many values of each draw");
      }
      expected.put(output, values);
    }
    return new SelfTest((long) json.number("seed", 0), draws, sizes, tolerance, expected);
  }
}

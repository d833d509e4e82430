package io.edge4j.maven.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How far one output of a model lies from the same output of the model that it is compared with,
 * over all runs. Numbers with a fraction have an error, everything else either agrees or does not;
 * a sequence or a map may hold both.
 *
 * @param output its name
 * @param shape of the tensor that it was in the first run; null of what is no tensor
 * @param values how many values were compared
 * @param relativeError {@code |other - reference| / |reference|}, Euclidean norms over all values
 *     of all runs; 1 when the reference is zero throughout and the other is not; null without
 *     numbers that have a fraction
 * @param signalToNoiseDecibels {@code 20 log10(|reference| / |other - reference|)}; null when
 *     nothing differs, or everything
 * @param largest largest absolute difference, in the output's unit; null like the relative error
 * @param cosine cosine of the angle between the output's values as two vectors, the mean of all
 *     runs; null where a run gives fewer than two numbers that have a fraction
 * @param leastCosine the smallest of all runs
 * @param agreement share of whole numbers, truth values and texts that are equal, 0 to 1; null
 *     without any
 */
public record OutputDifference(
    String output,
    @Nullable List<Long> shape,
    long values,
    @Nullable Double relativeError,
    @Nullable Double signalToNoiseDecibels,
    @Nullable Double largest,
    @Nullable Double cosine,
    @Nullable Double leastCosine,
    @Nullable Double agreement) {

  /** The figures that there are, as a log line has them. */
  public String figures() {
    List<String> figures = new ArrayList<>();
    add(figures, "relative error %.5f", relativeError);
    add(figures, "signal to noise %.1f dB", signalToNoiseDecibels);
    add(figures, "largest difference %.3g", largest);
    add(figures, "cosine %.5f", cosine);
    add(
        figures,
        "equal values %.2f %%",
        agreement == null ? null : Double.valueOf(100 * agreement));
    return String.join(", ", figures);
  }

  private static void add(List<String> figures, String format, @Nullable Double value) {
    if (value != null) {
      figures.add(String.format(Locale.ROOT, format, value));
    }
  }
}

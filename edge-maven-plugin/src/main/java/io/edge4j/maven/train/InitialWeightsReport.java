package io.edge4j.maven.train;

import java.util.List;
import java.util.Locale;

/**
 * What became of {@link InitialWeights}, by the names of the block's parameters and of the file's
 * tensors.
 *
 * @param file its name, without a folder
 * @param digest {@code sha256:...} of it
 * @param filled parameters that got a tensor
 * @param left parameters that the file has nothing for: they start from random numbers
 * @param unused tensors that no parameter got
 * @param frozen parameters that training left as they were
 */
public record InitialWeightsReport(
    String file,
    String digest,
    List<String> filled,
    List<String> left,
    List<String> unused,
    List<String> frozen) {
  private static final int NAMED = 8;

  /** For the log. */
  String sentence() {
    return String.format(
        Locale.ROOT,
        "initial weights from %s: %d of %d parameters%s%s%s",
        file,
        filled.size(),
        filled.size() + left.size(),
        left.isEmpty() ? "" : "; left random: " + named(left),
        unused.isEmpty() ? "" : "; not used of it: " + named(unused),
        frozen.isEmpty() ? "" : "; frozen: " + named(frozen));
  }

  static String named(List<String> names) {
    return names.size() <= NAMED
        ? String.join(", ", names)
        : String.join(", ", names.subList(0, NAMED)) + " and " + (names.size() - NAMED) + " more";
  }
}

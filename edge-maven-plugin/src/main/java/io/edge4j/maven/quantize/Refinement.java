package io.edge4j.maven.quantize;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What recipe static tried to lose less, beside weights and ranges as they are, and whether it kept
 * it: only where the error fell on the validation share of the training split.
 *
 * @param name {@code cross-layer equalisation} or {@code bias correction}
 * @param extent what it changed, in words, or why it was not tried
 * @param samples that it was judged by
 * @param errorWithout relative error of the worst output against fp32 without it; null where it was
 *     not tried or nothing could be compared
 * @param errorWith the same with it
 * @param accuracyWithout share of the samples; null without labels that are classes
 * @param accuracyWith the same with it
 * @param kept whether the model has it
 */
public record Refinement(
    String name,
    String extent,
    int samples,
    @Nullable Double errorWithout,
    @Nullable Double errorWith,
    @Nullable Double accuracyWithout,
    @Nullable Double accuracyWith,
    boolean kept) {

  /** One that was not tried. */
  static Refinement untried(String name, String reason) {
    return new Refinement(name, reason, 0, null, null, null, null, false);
  }

  /** For the log. */
  String line() {
    if (samples == 0) {
      return "%s: not tried, %s".formatted(name, extent);
    }
    if (errorWithout == null || errorWith == null) {
      return "%s of %s: not kept, its error could not be compared".formatted(name, extent);
    }
    return String.format(
        Locale.ROOT,
        "%s of %s: relative error %.5f, without it %.5f%s, on %d validation samples: %s",
        name,
        extent,
        errorWith,
        errorWithout,
        accuracyWith == null || accuracyWithout == null
            ? ""
            : String.format(
                Locale.ROOT, " (accuracy %.4f and %.4f)", accuracyWith, accuracyWithout),
        samples,
        kept ? "kept" : "not kept");
  }
}

package io.edge4j.maven.quantize;

import io.edge4j.model.Recipe;
import java.util.List;

/**
 * How one candidate of recipe auto did.
 *
 * @param candidate its name
 * @param recipe how it was made
 * @param sizeBytes of its file
 * @param accuracy share of the test split; null without labels
 * @param relativeL2 error against fp32 of its worst output
 * @param micros of one run on one sample: the lower quartile of runs interleaved with the others'
 * @param speedup times faster than fp32: the median of the rounds' ratios
 * @param speedupLow lower end of its 95 % interval; only above 1 does a candidate replace fp32
 * @param speedupHigh upper end
 * @param keptInFp32 layers that went back to fp32 to save accuracy
 * @param outcome {@code chosen}, or why not
 */
public record Trial(
    String candidate,
    Recipe recipe,
    long sizeBytes,
    Double accuracy,
    double relativeL2,
    double micros,
    double speedup,
    double speedupLow,
    double speedupHigh,
    List<String> keptInFp32,
    String outcome) {}

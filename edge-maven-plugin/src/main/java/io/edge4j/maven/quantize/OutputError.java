package io.edge4j.maven.quantize;

/**
 * How far one output of the quantized model lies from the fp32 model's, over all samples.
 *
 * @param output its name
 * @param values how many numbers were compared
 * @param relativeL2 {@code |optimized - fp32| / |fp32|}, Euclidean norms over all values; null when
 *     the fp32 output is zero throughout and the other is not. Of a dataset's values to predict,
 *     the mean is taken away from fp32 first.
 * @param signalToNoiseDecibels {@code 20 log10(|fp32| / |optimized - fp32|)}; null when nothing
 *     differs, or everything
 * @param largest largest absolute difference, in the output's unit
 */
public record OutputError(
    String output, long values, Double relativeL2, Double signalToNoiseDecibels, double largest) {}

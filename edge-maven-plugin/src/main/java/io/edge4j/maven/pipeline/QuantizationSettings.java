package io.edge4j.maven.pipeline;

import io.edge4j.maven.quantize.QuantizationOptions;

/**
 * How the model is made small.
 *
 * @param recipe as the pom writes it
 * @param options what else the pom says of it
 */
public record QuantizationSettings(String recipe, QuantizationOptions options) {}

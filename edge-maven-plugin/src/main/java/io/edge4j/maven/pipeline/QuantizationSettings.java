package io.edge4j.maven.pipeline;

import io.edge4j.maven.quantize.QuantizationOptions;
import io.edge4j.maven.quantize.RecipeChoice;

/**
 * How the model is made small.
 *
 * @param recipe one, or the best
 * @param options what else the pom says of it
 */
public record QuantizationSettings(RecipeChoice recipe, QuantizationOptions options) {}

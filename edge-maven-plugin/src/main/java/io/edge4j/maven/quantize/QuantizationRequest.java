package io.edge4j.maven.quantize;

import io.edge4j.maven.dataset.DatasetSpec;
import io.edge4j.maven.inputs.InputSettings;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What to quantize, and how.
 *
 * @param fp32 the model to start from
 * @param optimized where the optimized model goes
 * @param inputs what the pom says of the model's inputs
 * @param dataset whose test split judges the result, and whose training split calibrates it; null
 *     for seeded random inputs
 * @param recipe how
 * @param threads intra-op threads of the sessions that run both models
 * @param identity what the result says that it is
 * @param report where the report goes, as JSON
 * @param options everything else; null for the defaults
 * @param device that recipe auto chooses by; null for the machine that the build runs on
 */
public record QuantizationRequest(
    Path fp32,
    Path optimized,
    InputSettings inputs,
    @Nullable DatasetSpec dataset,
    RecipeChoice recipe,
    int threads,
    ModelIdentity identity,
    Path report,
    QuantizationOptions options,
    @Nullable TimingDevice device) {

  public QuantizationRequest {
    inputs = inputs == null ? InputSettings.NONE : inputs;
    options = options == null ? QuantizationOptions.DEFAULT : options;
  }

  /** The same by the times of the machine that the build runs on. */
  public QuantizationRequest(
      Path fp32,
      Path optimized,
      InputSettings inputs,
      @Nullable DatasetSpec dataset,
      RecipeChoice recipe,
      int threads,
      ModelIdentity identity,
      Path report,
      QuantizationOptions options) {
    this(fp32, optimized, inputs, dataset, recipe, threads, identity, report, options, null);
  }

  /** The same by the times of a device. */
  public QuantizationRequest timedOn(TimingDevice place) {
    return new QuantizationRequest(
        fp32, optimized, inputs, dataset, recipe, threads, identity, report, options, place);
  }
}

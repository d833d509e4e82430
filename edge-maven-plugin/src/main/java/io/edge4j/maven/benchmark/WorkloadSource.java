package io.edge4j.maven.benchmark;

import io.edge4j.model.ModelMetadata;
import io.edge4j.model.OnnxHeader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Where a fork takes its workload from.
 *
 * @param samples file of {@link Inputs}; null for tensors
 * @param tensors file of {@link SampledTensors}; null for others
 * @param model the model whose inputs tensors are drawn for; null for samples
 * @param contract what tensors are drawn by, as a model's metadata has it; null for samples
 * @param batches as {@link DrawnWorkload} has it
 */
record WorkloadSource(
    @Nullable Path samples,
    @Nullable Path tensors,
    @Nullable Path model,
    @Nullable Map<String, String> contract,
    boolean batches) {

  /**
   * Makes a workload available to forks.
   *
   * @param file where samples go
   */
  static WorkloadSource of(Workload workload, Path file) throws IOException {
    if (workload instanceof Inputs inputs) {
      inputs.write(file);
      return new WorkloadSource(file, null, null, null, true);
    }
    if (workload instanceof SampledTensors sampled) {
      sampled.write(file);
      return new WorkloadSource(null, file, null, null, false);
    }
    DrawnWorkload drawn = (DrawnWorkload) workload;
    return new WorkloadSource(
        null,
        null,
        drawn.model(),
        ModelMetadata.unknown(List.of())
            .optimized(Optional.empty(), OptionalDouble.empty(), "", drawn.contract())
            .entries(),
        drawn.batches());
  }

  /** The workload. */
  Workload open() throws IOException {
    if (samples != null) {
      return Inputs.read(samples);
    }
    if (tensors != null) {
      return SampledTensors.read(tensors);
    }
    if (model == null || contract == null) {
      throw new IllegalStateException("there are neither samples nor a model to draw tensors for");
    }
    return new DrawnWorkload(
        model,
        ModelMetadata.read(contract, OnnxHeader.read(model).inputs(), List.of()).inputs(),
        batches);
  }
}

package io.edge4j.maven.train;

import io.edge4j.maven.dataset.DatasetSpec;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What to train, on what, and where the result goes.
 *
 * @param dataset samples and labels
 * @param architecture a preset of {@link Architecture}, or null
 * @param blockFactory class name of the project's own {@code ai.djl.nn.BlockFactory}, or null
 * @param epochs passes over the training split
 * @param batchSize samples per step
 * @param learningRate Adam's step size
 * @param seed for the first weights, the order of samples and dropout
 * @param threads intra-op threads; part of what the weights depend on
 * @param directory where weights and {@code training.json} are written
 * @param architectureParameters of the preset, or handed to the block factory; sorted by name
 * @param options validation, early stopping, schedule
 */
public record TrainingRequest(
    DatasetSpec dataset,
    @Nullable String architecture,
    @Nullable String blockFactory,
    int epochs,
    int batchSize,
    double learningRate,
    long seed,
    int threads,
    Path directory,
    Map<String, String> architectureParameters,
    TrainingOptions options) {

  public TrainingRequest {
    architectureParameters =
        architectureParameters == null
            ? Map.of()
            : Collections.unmodifiableMap(new TreeMap<>(architectureParameters));
    options = options == null ? TrainingOptions.DEFAULT : options;
  }
}

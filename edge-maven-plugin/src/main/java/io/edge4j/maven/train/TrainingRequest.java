package io.edge4j.maven.train;

import io.edge4j.maven.dataset.DatasetSpec;
import java.nio.file.Path;

/**
 * What to train, on what, and where the result goes.
 *
 * @param dataset samples and labels
 * @param architecture a preset of {@link Architecture}, or null
 * @param blockFactory class name of the project's own {@code ai.djl.nn.BlockFactory}, or null
 * @param epochs passes over the training split
 * @param batchSize samples a step
 * @param learningRate Adam's step size
 * @param seed for the first weights, the order of samples and dropout
 * @param threads intra-op threads; part of what the weights depend on
 * @param directory where weights and {@code training.json} are written
 */
public record TrainingRequest(
    DatasetSpec dataset,
    String architecture,
    String blockFactory,
    int epochs,
    int batchSize,
    double learningRate,
    long seed,
    int threads,
    Path directory) {}

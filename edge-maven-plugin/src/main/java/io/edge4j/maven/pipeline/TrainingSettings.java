package io.edge4j.maven.pipeline;

import io.edge4j.maven.train.TrainingOptions;
import java.util.Map;

/**
 * How the model is trained: the pom's parameters of the same names.
 *
 * @param architecture a preset; null when a block factory is given
 * @param blockFactory class of the project that implements DJL's {@code BlockFactory}, or null
 * @param architectureParameters of the preset, or handed to the block factory; null for none
 * @param options validation, early stopping, learning rate schedule
 * @param threads of PyTorch; weights depend on it bit for bit, so it is no machine's own number
 */
public record TrainingSettings(
    String architecture,
    String blockFactory,
    int epochs,
    int batchSize,
    double learningRate,
    long seed,
    int threads,
    Map<String, String> architectureParameters,
    TrainingOptions options) {}

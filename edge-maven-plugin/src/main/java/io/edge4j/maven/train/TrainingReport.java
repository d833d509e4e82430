package io.edge4j.maven.train;

import io.edge4j.maven.dataset.DatasetSummary;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a training did, as {@code training.json} has it. It holds no times and no paths: the same
 * training leaves the same bytes.
 *
 * @param schemaVersion of this file, {@code "1"}
 * @param dataset what was trained on
 * @param block the network that the weights belong to
 * @param parameters how many numbers the weights file holds
 * @param metric what the accuracies are: {@code accuracy}, or {@code rmse} for values to predict
 * @param epochs one entry a pass
 * @param bestEpoch the epoch whose weights were written
 * @param batchSize samples per step
 * @param learningRate Adam's step size
 * @param options validation, early stopping, schedule
 * @param seed what the run was made from
 * @param threads intra-op threads; others give other weights in the last bits
 * @param engine the engine and its version, for example {@code PyTorch 2.7.1}
 * @param testAccuracy score of the written weights on the test split
 * @param classes what became of each class of the test split; null of values to predict
 * @param initialWeights what became of the weights that training started from; null for random ones
 * @param weights file name beside this report
 * @param weightsDigest {@code sha256:...} of that file
 */
public record TrainingReport(
    String schemaVersion,
    DatasetSummary dataset,
    BlockSpec block,
    long parameters,
    String metric,
    List<EpochReport> epochs,
    int bestEpoch,
    int batchSize,
    double learningRate,
    TrainingOptions options,
    long seed,
    int threads,
    String engine,
    double testAccuracy,
    @Nullable ClassResults classes,
    @Nullable InitialWeightsReport initialWeights,
    String weights,
    String weightsDigest) {}

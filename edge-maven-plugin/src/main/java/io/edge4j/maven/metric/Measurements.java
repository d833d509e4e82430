package io.edge4j.maven.metric;

import io.edge4j.maven.measure.Bootstrap;
import io.edge4j.maven.measure.Estimate;
import io.edge4j.maven.measure.RunTimes;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that was measured of one variant: what figures and gates are made from.
 *
 * @param rounds run times
 * @param sizeOfFile bytes of the model file
 * @param sizeOfMetadata bytes of it in which the model says of itself what this plugin writes
 * @param sizeOfGzip bytes of it after gzip
 * @param correctness on the test set; null without labelled data
 * @param coldStart null when not measured
 */
public record Measurements(
    RunTimes rounds,
    long sizeOfFile,
    long sizeOfMetadata,
    long sizeOfGzip,
    @Nullable Correctness correctness,
    @Nullable ColdStart coldStart) {

  Optional<Estimate> speedup(Measurements other) {
    return Optional.of(Bootstrap.speedup(rounds, other.rounds));
  }

  Optional<Estimate> accuracy() {
    return Optional.ofNullable(correctness).map(Correctness::accuracy);
  }

  Optional<Estimate> accuracyLoss(Measurements other) {
    return correctness == null || other.correctness == null
        ? Optional.empty()
        : Optional.of(correctness.loss(other.correctness));
  }

  Optional<Double> sizeBytes() {
    return Optional.of((double) sizeOfFile);
  }

  /**
   * How large the file is against another. What a model says of itself is no part of that: a model
   * that stays as it came is as large as it was, although it now has a version and labels.
   */
  Optional<Estimate> sizeRatio(Measurements other) {
    double own = sizeOfFile - sizeOfMetadata;
    return Optional.of(Estimate.exact(own / (other.sizeOfFile - other.sizeOfMetadata)));
  }

  Optional<Double> gzipBytes() {
    return Optional.of((double) sizeOfGzip);
  }

  Optional<Double> loadMillis() {
    return Optional.ofNullable(coldStart).map(ColdStart::loadMillis);
  }

  Optional<Double> firstPredictionMillis() {
    return Optional.ofNullable(coldStart).map(ColdStart::firstPredictionMillis);
  }

  Optional<Double> memoryBytes() {
    return Optional.ofNullable(coldStart).map(ColdStart::memoryBytes).map(Long::doubleValue);
  }
}

package io.edge4j.maven.metric;

import io.edge4j.maven.measure.Bootstrap;
import io.edge4j.maven.measure.Estimate;
import io.edge4j.maven.measure.RunTimes;
import java.util.Optional;

/**
 * All that was measured of one variant: what figures and gates are made from.
 *
 * @param rounds run times
 * @param sizeOfFile bytes of the model file
 * @param sizeOfGzip bytes of it after gzip
 * @param correctness on the test set; null without labelled data
 * @param coldStart null when not measured
 */
public record Measurements(
    RunTimes rounds,
    long sizeOfFile,
    long sizeOfGzip,
    Correctness correctness,
    ColdStart coldStart) {

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

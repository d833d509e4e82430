package io.edge4j.maven.metric;

import io.edge4j.maven.measure.Estimate;
import io.edge4j.maven.measure.RunTimes;
import java.util.List;
import java.util.Optional;

/**
 * All that was measured of one variant: what figures and gates are made from.
 *
 * @param rounds run times
 * @param sizeOfFile bytes of the model file
 * @param sizeOfMetadata bytes of it in which the model says of itself what this plugin writes
 * @param sizeOfGzip bytes of it after gzip
 * @param answers what it answered
 * @param coldStarts one for each of the first forks; empty when not measured
 */
public record Measurements(
    RunTimes rounds,
    long sizeOfFile,
    long sizeOfMetadata,
    long sizeOfGzip,
    Answers answers,
    List<ColdStart> coldStarts) {

  public Measurements {
    coldStarts = List.copyOf(coldStarts);
  }

  Optional<Estimate> speedup(Measurements other) {
    return Optional.of(rounds.speedupOver(other.rounds));
  }

  Optional<Estimate> accuracy() {
    return Optional.ofNullable(answers.correctness()).map(Correctness::accuracy);
  }

  Optional<Estimate> accuracyLoss(Measurements other) {
    return answers.accuracyLoss(other.answers);
  }

  /** What the test set can tell of the accuracy lost; empty without labels that are classes. */
  public Optional<LossPower> lossPower(Measurements other) {
    return answers.lossPower(other.answers);
  }

  Optional<Estimate> rmse() {
    return answers.error(PredictionErrors::rmse).map(Estimate::exact);
  }

  Optional<Estimate> mae() {
    return answers.error(PredictionErrors::mae).map(Estimate::exact);
  }

  Optional<Estimate> r2() {
    return answers.error(PredictionErrors::r2).map(Estimate::exact);
  }

  Optional<Estimate> rmseIncrease(Measurements other) {
    return answers.rmseIncrease(other.answers);
  }

  Optional<Estimate> relativeError(Measurements other) {
    return answers.relativeError(other.answers);
  }

  Optional<Estimate> cosine(Measurements other) {
    return answers.cosine(other.answers);
  }

  Optional<Estimate> agreement(Measurements other) {
    return answers.agreement(other.answers);
  }

  Optional<Double> sizeBytes() {
    return Optional.of((double) sizeOfFile);
  }

  /**
   * How large the file is against another. What a model says of itself makes it no larger: one that
   * stays as it came is as large as it was, although it now has a version and labels.
   */
  Optional<Estimate> sizeRatio(Measurements other) {
    return Optional.of(
        Estimate.exact(onlySaysMore(other) ? 1 : (double) sizeOfFile / other.sizeOfFile));
  }

  /** How many times smaller the file is than another, in the same sense. */
  public double timesSmaller(Measurements other) {
    return onlySaysMore(other) ? 1 : (double) other.sizeOfFile / sizeOfFile;
  }

  private boolean onlySaysMore(Measurements other) {
    return sizeOfFile > other.sizeOfFile
        && sizeOfFile - sizeOfMetadata <= other.sizeOfFile - other.sizeOfMetadata;
  }

  Optional<Double> gzipBytes() {
    return Optional.of((double) sizeOfGzip);
  }
}

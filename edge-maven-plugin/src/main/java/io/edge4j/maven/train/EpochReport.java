package io.edge4j.maven.train;

/**
 * One pass over the training split.
 *
 * @param epoch counted from 1
 * @param loss mean cross-entropy (natural logarithm) over the epoch's samples, as they were seen
 * @param trainAccuracy share of the epoch's samples that were classified right as they were seen
 * @param testAccuracy share of the test split that is classified right after the epoch
 */
public record EpochReport(int epoch, double loss, double trainAccuracy, double testAccuracy) {}

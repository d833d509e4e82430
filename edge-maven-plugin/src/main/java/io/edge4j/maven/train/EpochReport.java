package io.edge4j.maven.train;

import org.jspecify.annotations.Nullable;

/**
 * One pass over the training split. For a dataset with classes the loss is the mean cross-entropy
 * (natural logarithm) and the score is accuracy, the share of samples that are classified right;
 * for one with values to predict the loss is the mean squared error of the standardised values, and
 * the score is the root mean squared error in the value's own unit.
 *
 * @param epoch counted from 1
 * @param loss over the epoch's samples, as they were seen
 * @param trainAccuracy score over the epoch's samples, as they were seen
 * @param testAccuracy score on the test split after the epoch
 * @param validationLoss on the samples that were kept aside, after the epoch; null without any
 * @param validationAccuracy likewise the score
 */
public record EpochReport(
    int epoch,
    double loss,
    double trainAccuracy,
    double testAccuracy,
    @Nullable Double validationLoss,
    @Nullable Double validationAccuracy) {}

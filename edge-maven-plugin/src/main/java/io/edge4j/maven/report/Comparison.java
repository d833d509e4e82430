package io.edge4j.maven.report;

import io.edge4j.maven.measure.Estimate;
import org.jspecify.annotations.Nullable;

/**
 * One variant beside another, from rounds that ran both.
 *
 * @param variant the one looked at
 * @param relativeTo the one it is held against
 * @param speedup how many times faster it is: median over the rounds of the other's time divided by
 *     this one's; above 1 is faster
 * @param speedupInterval its 95 % interval, by Student's t over forks
 * @param sizeRatio how many times smaller the model file is
 * @param accuracyLoss accuracy of the other minus this one's; negative when this one is better,
 *     null without labelled data
 * @param accuracyLossInterval its 95 % interval from the test samples on which the two differ; null
 *     with it
 */
public record Comparison(
    String variant,
    String relativeTo,
    double speedup,
    Estimate speedupInterval,
    double sizeRatio,
    @Nullable Double accuracyLoss,
    @Nullable Estimate accuracyLossInterval) {}

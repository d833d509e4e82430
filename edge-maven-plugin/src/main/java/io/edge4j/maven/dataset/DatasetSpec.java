package io.edge4j.maven.dataset;

import java.nio.file.Path;

/**
 * Which dataset a stage works on, as the pom's {@code <dataset>} says it.
 *
 * @param type the format, for example {@code garments}, {@code idx} or {@code fashion-mnist}
 * @param directory where its files are; null for a dataset that needs none
 * @param seed what an embedded dataset is drawn from, and what splits one that has no split
 */
public record DatasetSpec(String type, Path directory, long seed) {}

package io.edge4j.maven.benchmark;

import java.nio.file.Path;

/**
 * Which variant is to be started alone.
 *
 * @param variant the one
 * @param threads threads its engine may use
 * @param inputs file of {@link Inputs}
 */
public record ColdStartRequest(Variant variant, int threads, Path inputs) {}

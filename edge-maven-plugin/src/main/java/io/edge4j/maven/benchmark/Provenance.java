package io.edge4j.maven.benchmark;

import org.jspecify.annotations.Nullable;

/**
 * What a measured model was made from.
 *
 * @param projectVersion of the module that made it; null when unknown
 * @param commit that the module's sources were checked out from, in hexadecimal; null when unknown
 * @param recipe that the pom asks for, such as {@code auto}; null when unknown
 */
public record Provenance(
    @Nullable String projectVersion, @Nullable String commit, @Nullable String recipe) {
  static final Provenance UNKNOWN = new Provenance(null, null, null);
}

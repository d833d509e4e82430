package io.edge4j.maven.benchmark;

import org.jspecify.annotations.Nullable;

/**
 * What a measured model was made from.
 *
 * @param projectVersion of the module that made it; null when unknown
 * @param commit that the module's sources were checked out from, in hexadecimal; null when unknown
 */
public record Provenance(@Nullable String projectVersion, @Nullable String commit) {
  static final Provenance UNKNOWN = new Provenance(null, null);
}

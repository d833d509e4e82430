package io.edge4j.maven.benchmark;

/**
 * What a measured model was made from.
 *
 * @param projectVersion of the module that made it; null when unknown
 * @param commit that the module's sources were checked out from, in hexadecimal; null when unknown
 */
public record Provenance(String projectVersion, String commit) {
  static final Provenance UNKNOWN = new Provenance(null, null);
}

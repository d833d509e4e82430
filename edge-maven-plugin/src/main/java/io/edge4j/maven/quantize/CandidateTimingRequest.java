package io.edge4j.maven.quantize;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Candidates of recipe auto, to be timed on a device.
 *
 * @param models by the candidate's name; fp32 comes first
 * @param inputs a file of samples that the candidates are compared with fp32 on
 * @param timed the first so many of them are what the times are measured on: one per size
 * @param threads intra-op threads of every session
 */
public record CandidateTimingRequest(
    Map<String, Path> models, Path inputs, int timed, int threads) {
  public CandidateTimingRequest {
    models = Collections.unmodifiableMap(new LinkedHashMap<>(models));
  }
}

package io.edge4j.maven.quantize;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a device found of the candidates of recipe auto.
 *
 * @param rounds by the candidate's name
 * @param errors against fp32 there, of the worst output of numbers; without those that gave nothing
 *     to compare
 * @param failures why those did not load or run that have no times
 */
public record CandidateTimings(
    Map<String, TimedRounds> rounds, Map<String, Double> errors, Map<String, String> failures) {
  public CandidateTimings {
    rounds = Collections.unmodifiableMap(new LinkedHashMap<>(rounds));
    errors = Map.copyOf(errors);
    failures = Map.copyOf(failures);
  }
}

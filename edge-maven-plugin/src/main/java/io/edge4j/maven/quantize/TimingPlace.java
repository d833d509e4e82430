package io.edge4j.maven.quantize;

import ai.onnxruntime.OrtException;
import io.edge4j.maven.stage.StageException;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where the candidates of recipe auto are timed: here, or on a device. */
interface TimingPlace {
  /**
   * Times candidates against each other.
   *
   * @param candidates by name, fp32 first; all of them run here
   * @param errors of each against fp32 here, where there are numbers to compare
   */
  Timed times(Map<String, Candidate> candidates, Map<String, Double> errors)
      throws OrtException, IOException, StageException;

  /**
   * What came of it.
   *
   * @param times without those of candidates that were dropped
   * @param dropped why, by the candidate's name
   * @param place in words; null for the machine that the build runs on
   */
  record Timed(CandidateTimes times, Map<String, String> dropped, @Nullable String place) {}

  /** The machine that the build runs on. */
  static TimingPlace here(Judge judge) {
    return (candidates, errors) -> new Timed(judge.times(candidates), Map.of(), null);
  }
}

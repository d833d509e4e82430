package io.edge4j.maven.quantize;

import java.util.List;

/**
 * The times of one candidate of recipe auto, measured in turn with the others'.
 *
 * @param nanos of all runs, in the order in which they were measured
 */
public record TimedRounds(int runsPerRound, List<Long> nanos) {
  public TimedRounds {
    nanos = List.copyOf(nanos);
  }
}

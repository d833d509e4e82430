package io.edge4j.maven.report;

import java.util.List;
import java.util.stream.Collectors;

/**
 * How it was measured: what was asked for and what was done.
 *
 * @param warmup untimed runs of each variant that every fork starts with
 * @param runs timed runs of each variant in one fork, at least
 * @param runsPerRound consecutive timed runs of one variant before the next one's turn
 * @param batchSize samples in one run
 * @param threads threads an engine may use
 * @param forks fresh JVMs that were to be measured in
 * @param forksDone fresh JVMs that were measured in, those for undecided gates included
 * @param timedRuns timed runs of each variant over all forks
 * @param openings how often each fork opened every variant, the fork that did so least
 * @param heap of each fork, fixed
 * @param seconds that the whole benchmark took
 */
public record ProtocolReport(
    int warmup,
    int runs,
    int runsPerRound,
    int batchSize,
    int threads,
    int forks,
    int forksDone,
    int timedRuns,
    int openings,
    String heap,
    double seconds) {
  /** The same with arguments of the JVMs that measured, which come after the others. */
  ProtocolReport withArguments(List<String> arguments) {
    return new ProtocolReport(
        warmup,
        runs,
        runsPerRound,
        batchSize,
        threads,
        forks,
        forksDone,
        timedRuns,
        openings,
        heap + arguments.stream().map(" "::concat).collect(Collectors.joining()),
        seconds);
  }
}

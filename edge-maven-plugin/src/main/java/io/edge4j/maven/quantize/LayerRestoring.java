package io.edge4j.maven.quantize;

import ai.onnxruntime.OrtException;
import io.edge4j.maven.stage.StageException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Gives layers of a candidate that loses too much back to fp32, the most harmful first, until what
 * it loses is allowed. Layers go in groups, as many of them as the time allows to try one by one.
 *
 * @param attempt makes the candidate, with layers kept in fp32 by name
 * @param loss what is allowed
 * @param nanos how long all of it may take; one trial may take longer
 * @param clock in nanoseconds
 */
record LayerRestoring(Attempt attempt, AllowedLoss loss, long nanos, LongSupplier clock) {

  /** A candidate as it is made and judged. */
  interface Attempt {

    Candidate make(Set<String> kept) throws IOException, OrtException, StageException;

    /** On a few samples or all of them. */
    Judgement judge(Candidate candidate) throws IOException, OrtException, StageException;

    /** Deletes the files of a candidate that will not be needed. */
    void discard(Candidate candidate) throws IOException;
  }

  /** Of the time, this share is for finding out what each group costs. */
  private static final double RANKING_SHARE = 0.6;

  /** Layers that are tried together and go back together, with the error that they alone cause. */
  private record Group(List<String> layers, double harm) {}

  /**
   * Tries.
   *
   * @param lossy the candidate with all layers quantized
   * @param trialNanos about how long it takes to make and judge one
   * @return the candidate with the fewest layers in fp32 that is allowed; empty when there is none,
   *     or no time to find it
   */
  Optional<Candidate> restore(Candidate lossy, long trialNanos)
      throws IOException, OrtException, StageException {
    long end = clock.getAsLong() + nanos;
    List<String> layers = lossy.quantizedLayers();
    int affordable = (int) Math.min(layers.size(), nanos * RANKING_SHARE / Math.max(1, trialNanos));
    if (affordable < 2) {
      return Optional.empty();
    }
    List<Group> groups = ranked(layers, affordable, end);
    Optional<Candidate> best = Optional.empty();
    // The more layers are back, the less is lost: the fewest are found by halving.
    int tooFew = 0;
    int enough = groups.size();
    while (enough - tooFew > 1 && clock.getAsLong() < end) {
      int middle = (tooFew + enough) / 2;
      Candidate candidate = attempt.make(layersOf(groups.subList(0, middle)));
      if (loss.permits(attempt.judge(candidate))) {
        discard(best);
        best = Optional.of(candidate);
        enough = middle;
      } else {
        attempt.discard(candidate);
        tooFew = middle;
      }
    }
    return best;
  }

  private void discard(Optional<Candidate> candidate) throws IOException {
    if (candidate.isPresent()) {
      attempt.discard(candidate.get());
    }
  }

  /** The most harmful first; groups that there was no time to try come last. */
  private List<Group> ranked(List<String> layers, int count, long end)
      throws IOException, OrtException, StageException {
    List<Group> groups = new ArrayList<>();
    Map<Integer, List<String>> members = new HashMap<>();
    for (int i = 0; i < layers.size(); i++) {
      members
          .computeIfAbsent((int) ((long) i * count / layers.size()), group -> new ArrayList<>())
          .add(layers.get(i));
    }
    for (int i = 0; i < count; i++) {
      List<String> group = members.getOrDefault(i, List.of());
      double harm = 0;
      if (clock.getAsLong() < end) {
        Set<String> others = new LinkedHashSet<>(layers);
        others.removeAll(Set.copyOf(group));
        Candidate alone = attempt.make(others);
        harm = attempt.judge(alone).worstLoss();
        attempt.discard(alone);
      }
      groups.add(new Group(group, harm));
    }
    groups.sort(Comparator.comparingDouble((Group group) -> -group.harm()));
    return groups;
  }

  private static Set<String> layersOf(Collection<Group> groups) {
    Set<String> layers = new LinkedHashSet<>();
    groups.forEach(group -> layers.addAll(group.layers()));
    return layers;
  }
}

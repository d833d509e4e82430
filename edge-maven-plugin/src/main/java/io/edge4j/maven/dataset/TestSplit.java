package io.edge4j.maven.dataset;

import io.edge4j.maven.stage.StageException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which samples of a dataset without a split are trained on and which are tested on. */
final class TestSplit {
  private final int[] train;
  private final int[] test;

  private TestSplit(int[] train, int[] test) {
    this.train = train;
    this.test = test;
  }

  /**
   * The same share of every class, chosen by the seed; a class with two samples or more is in both.
   *
   * @param classes one entry a sample; any values that are equal within a class
   */
  static TestSplit of(List<Integer> classes, double testShare, long seed) {
    Map<Integer, List<Integer>> byClass = new TreeMap<>();
    for (int i = 0; i < classes.size(); i++) {
      byClass.computeIfAbsent(classes.get(i), c -> new ArrayList<>()).add(i);
    }
    List<Integer> train = new ArrayList<>();
    List<Integer> test = new ArrayList<>();
    byClass.forEach(
        (label, members) -> {
          int[] order = new Shuffle(seed * 31 + label).order(members.size());
          int cut = (int) Math.round(order.length * testShare);
          cut = order.length < 2 ? 0 : Math.min(order.length - 1, Math.max(1, cut));
          for (int i = 0; i < order.length; i++) {
            (i < cut ? test : train).add(members.get(order[i]));
          }
        });
    return new TestSplit(mixed(train, seed), mixed(test, seed + 1));
  }

  /** Classes in a random order, so that the first samples stand for all. */
  private static int[] mixed(List<Integer> members, long seed) {
    int[] order = new Shuffle(seed).order(members.size());
    return Arrays.stream(order).map(members::get).toArray();
  }

  /** Refuses a dataset that is too small to be split. */
  TestSplit requireBoth(String dataset) throws StageException {
    if (train.length == 0 || test.length == 0) {
      throw new StageException(
          "<dataset> (edge.dataset) holds too little: %s has %d samples, of which %d would be trained on and %d tested on; add samples, at least two of a class."
              .formatted(dataset, train.length + test.length, train.length, test.length));
    }
    return this;
  }

  int[] train() {
    return train;
  }

  int[] test() {
    return test;
  }
}

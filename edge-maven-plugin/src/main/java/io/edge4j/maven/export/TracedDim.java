package io.edge4j.maven.export;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A count or a length that the traces saw: the same number in all of them, or one that follows the
 * size of an input.
 *
 * @param observed the number in each trace, in the traces' order
 * @param followsValues whether the inputs' values decide it: then it is free, even if all traces
 *     saw the same number
 */
record TracedDim(List<Long> observed, boolean followsValues) {

  TracedDim {
    observed = List.copyOf(observed);
  }

  /** One that follows sizes only. */
  TracedDim(List<Long> observed) {
    this(observed, /* followsValues= */ false);
  }

  static TracedDim of(long... observed) {
    return new TracedDim(Arrays.stream(observed).boxed().toList());
  }

  /** Whether every trace saw the same number. */
  boolean isFixed() {
    return !followsValues && observed.stream().distinct().count() == 1;
  }

  /**
   * The number that all traces agree on.
   *
   * @throws IllegalStateException when they do not
   */
  long fixed() {
    if (!isFixed()) {
      throw new IllegalStateException("a size that varies between traces: " + observed);
    }
    return observed.get(0);
  }

  /** The number in one trace. */
  long in(int trace) {
    return observed.get(trace);
  }

  /** The same number in every trace. */
  TracedDim withAll(long number) {
    return new TracedDim(observed.stream().map(unused -> number).toList());
  }

  /** Trace by trace, without remainder. */
  TracedDim dividedBy(TracedDim other) {
    List<Long> quotients = new ArrayList<>();
    for (int i = 0; i < observed.size(); i++) {
      quotients.add(observed.get(i) / other.in(i));
    }
    return new TracedDim(quotients);
  }

  @Override
  public String toString() {
    return isFixed() ? Long.toString(fixed()) : observed.toString();
  }
}

package io.edge4j.maven.quantize.weight;

import io.edge4j.maven.onnx.Initializer;

/** Along which axis of a stored weight each index has a scale of its own. */
public enum ChannelAxis {
  /** One scale for the whole weight, of any rank. */
  NONE,
  /** A scale per row: the first axis. */
  ROWS,
  /** A scale per column: the last axis. */
  COLUMNS;

  /** Receives a run of elements whose channel starts at one and grows by a step an element. */
  @FunctionalInterface
  interface Run {
    void accept(int channel, int step, int from, int to);
  }

  public int channels(Initializer weight) {
    return switch (this) {
      case NONE -> 1;
      case ROWS -> Math.toIntExact(weight.dims().get(0));
      case COLUMNS -> Math.toIntExact(weight.dims().get(weight.rank() - 1));
    };
  }

  /**
   * Cuts {@code count} elements, the first of which has the flat index {@code first}, into runs.
   */
  void eachRun(Initializer weight, long first, int count, Run run) {
    if (this == NONE) {
      run.accept(0, 0, 0, count);
      return;
    }
    long channels = channels(weight);
    long width = this == COLUMNS ? channels : weight.elements() / channels;
    for (int from = 0; from < count; ) {
      long index = first + from;
      int to = (int) Math.min(count, from + width - index % width);
      if (this == ROWS) {
        run.accept((int) (index / width), 0, from, to);
      } else {
        run.accept((int) (index % width), 1, from, to);
      }
      from = to;
    }
  }
}

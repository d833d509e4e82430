package io.edge4j.runtime.http;

import java.util.Arrays;
import java.util.List;

/**
 * Numbers in nested arrays, checked to be regular while they arrive: {@code [[1, 2], [3, 4]]} has
 * shape {@code [2, 2]}, {@code [[1, 2], [3]]} has none.
 */
final class NestedFloats {
  private final long[] lengths;
  private final long[] index;
  private final int most;
  private final MemoryBudget.Loan loan;
  private int depth;

  /** How deep the numbers lie; 0 while that is not known. */
  private int rank;

  private float[] values;
  private int size;

  /**
   * @param maxDepth of arrays in arrays
   * @param sample takes the first numbers; as long as a sample
   * @param maxInstances samples; one more is taken in, so that too many can be counted
   * @param loan counts what more than one sample takes
   */
  NestedFloats(int maxDepth, float[] sample, int maxInstances, MemoryBudget.Loan loan) {
    lengths = new long[maxDepth];
    index = new long[maxDepth];
    Arrays.fill(lengths, -1);
    most = (int) Math.min(Integer.MAX_VALUE - 8, (long) sample.length * (maxInstances + 1));
    values = sample;
    this.loan = loan;
  }

  /** Whether an array was entered and not left. */
  boolean isOpen() {
    return depth > 0;
  }

  void enter() throws ProblemException {
    if (depth == lengths.length || (rank > 0 && depth == rank)) {
      throw InstanceReader.wrong(pointer(), "expected a number, found an array");
    }
    index[depth++] = 0;
  }

  void leave() throws ProblemException {
    if (rank == 0) {
      rank = depth;
    }
    depth--;
    if (lengths[depth] < 0) {
      lengths[depth] = index[depth];
    } else if (lengths[depth] != index[depth]) {
      throw InstanceReader.wrong(
          pointer(), "expected " + lengths[depth] + " elements as before, found " + index[depth]);
    }
    if (depth > 0) {
      index[depth - 1]++;
    }
  }

  void add(float value) throws ProblemException {
    makeRoom();
    values[size++] = value;
    index[depth - 1]++;
  }

  /**
   * Adds numbers that follow each other, as many as there is room for at once.
   *
   * @return whether there was one
   */
  boolean addAll(JsonCursor json) throws ProblemException {
    makeRoom();
    int before = size;
    size = json.floats(values, before);
    index[depth - 1] += size - before;
    return size > before;
  }

  private void makeRoom() throws ProblemException {
    if (rank == 0) {
      rank = depth;
    }
    if (depth != rank) {
      throw InstanceReader.wrong(pointer(), "expected an array, found a number");
    }
    if (size == values.length) {
      if (size >= most) {
        throw InstanceReader.wrong(
            "/inputs", "expected fewer than " + most + " numbers, found more");
      }
      int larger = (int) Math.min(most, 2L * size);
      loan.require((long) Float.BYTES * (larger - size));
      values = Arrays.copyOf(values, larger);
    }
  }

  /** JSON pointer to what comes next. */
  String pointer() {
    StringBuilder pointer = new StringBuilder("/inputs");
    for (int i = 0; i < depth; i++) {
      pointer.append('/').append(index[i]);
    }
    return pointer.toString();
  }

  List<Long> shape() {
    return Arrays.stream(lengths, 0, rank).boxed().toList();
  }

  /** Whether they stand in one array without others in it. */
  boolean isFlat() {
    return rank == 1;
  }

  int size() {
    return size;
  }

  /** The array whose first {@link #size} values are the numbers. */
  float[] array() {
    return values;
  }
}

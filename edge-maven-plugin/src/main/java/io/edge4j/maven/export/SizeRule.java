package io.edge4j.maven.export;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a number follows the axes of arrays: {@code form(base) * times}, or {@code form(base pair
 * other)}.
 *
 * @param base an axis
 * @param pair what is done with it and the other axis before the form; null for nothing
 * @param other null without a pair
 * @param times an axis that the form is multiplied with; null for none
 */
record SizeRule(
    TracedDim base,
    @Nullable Pair pair,
    @Nullable TracedDim other,
    SizeForm form,
    @Nullable TracedDim times) {

  /** What is done with two axes. */
  enum Pair {
    PRODUCT("Mul"),
    SUM("Add"),
    DIFFERENCE("Sub");

    private final String operator;

    Pair(String operator) {
      this.operator = operator;
    }

    /** The ONNX operator. */
    String operator() {
      return operator;
    }

    long of(long a, long b) {
      return switch (this) {
        case PRODUCT -> a * b;
        case SUM -> a + b;
        case DIFFERENCE -> a - b;
      };
    }
  }

  /** The axis itself. */
  static SizeRule of(TracedDim axis) {
    return new SizeRule(axis, null, null, new SizeForm.Quotient(1, 1, 0, 1, 0), null);
  }

  /** One axis, scaled and shifted, without remainder in all traces; null when it is not. */
  static @Nullable SizeRule exact(TracedDim base, TracedDim size) {
    SizeForm.Quotient form = exactly(base, size);
    // Two values lie on a line always. What code adds to an axis is likely all the same.
    return form == null || (!form.isShift() && isFewValued(base))
        ? null
        : new SizeRule(base, null, null, form, null);
  }

  /** The same for two axes multiplied, added or subtracted. */
  static @Nullable SizeRule exact(TracedDim base, Pair pair, TracedDim other, TracedDim size) {
    List<Long> numbers = new ArrayList<>();
    for (int i = 0; i < base.observed().size(); i++) {
      numbers.add(pair.of(base.in(i), other.in(i)));
    }
    TracedDim both = new TracedDim(numbers);
    SizeForm.Quotient form = exactly(both, size);
    return form == null || isFewValued(both) ? null : new SizeRule(base, pair, other, form, null);
  }

  /** Whether a rule could have been told from what was seen: one step can be one of anything. */
  boolean showsItself(TracedDim size) {
    if (form instanceof SizeForm.Remainder
        || (form instanceof SizeForm.Quotient line && line.isShift())) {
      return true;
    }
    Set<Long> seen = new HashSet<>();
    for (int i = 0; i < size.observed().size(); i++) {
      long number = times == null ? size.in(i) : size.in(i) / times.in(i);
      if (!(form instanceof SizeForm.Bounded bounded) || number != bounded.bound()) {
        seen.add(number);
      }
    }
    return seen.size() >= 3;
  }

  /** The number for these sizes; what the rule lacks is ignored. */
  long at(long baseSize, long otherSize, long timesSize) {
    long number = form.at(pair == null ? baseSize : pair.of(baseSize, otherSize));
    return times == null ? number : number * timesSize;
  }

  private static boolean isFewValued(TracedDim size) {
    return size.observed().stream().distinct().count() < 3;
  }

  private static SizeForm.@Nullable Quotient exactly(TracedDim base, TracedDim size) {
    int traces = base.observed().size();
    for (int i = 1; i < traces; i++) {
      long rise = size.in(i) - size.in(0);
      long run = base.in(i) - base.in(0);
      if (run != 0) {
        long common = greatestCommonDivisor(Math.abs(rise), Math.abs(run)) * Long.signum(run);
        long factor = rise / common;
        long divisor = run / common;
        long offset = size.in(0) * divisor - base.in(0) * factor;
        for (int j = 0; j < traces; j++) {
          if (base.in(j) * factor + offset != size.in(j) * divisor) {
            return null;
          }
        }
        return factor == 0 ? null : new SizeForm.Quotient(1, factor, offset, divisor, 0);
      }
    }
    return null;
  }

  private static long greatestCommonDivisor(long a, long b) {
    return b == 0 ? a : greatestCommonDivisor(b, a % b);
  }
}

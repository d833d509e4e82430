package io.edge4j.maven.export;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** A whole number that follows the size of one axis, in one of the ways that Java code has. */
sealed interface SizeForm {
  /** The largest divisor that is looked for. */
  long LARGEST_DIVISOR = 128;

  /** What it is for an axis of that size. */
  long at(long size);

  /** {@code times * ((factor * size + offset) / divisor) + shift}, with Java's division. */
  record Quotient(long times, long factor, long offset, long divisor, long shift)
      implements SizeForm {
    @Override
    public long at(long size) {
      return times * ((factor * size + offset) / divisor) + shift;
    }

    /** Whether it only adds to the size, or takes the size from something. */
    boolean isShift() {
      return times == 1 && Math.abs(factor) == 1 && divisor == 1;
    }
  }

  /**
   * {@code floorMod(sign * size + offset, modulus) + shift}: a remainder, or what is missing to a
   * multiple. Code that pads by {@code 8 - t % 8} has a shift of one: it adds 8 to a multiple.
   */
  record Remainder(long sign, long offset, long modulus, long shift) implements SizeForm {
    @Override
    public long at(long size) {
      return Math.floorMod(sign * size + offset, modulus) + shift;
    }
  }

  /** The smaller of a quotient and a bound, or the larger. */
  record Bounded(Quotient inner, long bound, boolean above) implements SizeForm {
    @Override
    public long at(long size) {
      return above ? Math.min(inner.at(size), bound) : Math.max(inner.at(size), bound);
    }
  }

  /**
   * Forms through the points, the likeliest first.
   *
   * @param points from size to number
   * @param most of each kind
   */
  static List<SizeForm> through(SortedMap<Long, Long> points, int most) {
    return Stream.of(quotients(points), bounded(points), remainders(points))
        .<SizeForm>flatMap(forms -> forms.stream().limit(most))
        .toList();
  }

  private static List<Quotient> quotients(SortedMap<Long, Long> points) {
    long step = 0;
    long first = at(points, points.firstKey());
    for (long number : points.values()) {
      step = greatestCommonDivisor(step, Math.abs(number - first));
    }
    List<Quotient> forms = new ArrayList<>();
    if (step == 0) {
      return forms;
    }
    for (long times : new long[] {1, step}) {
      if (times == 1 || step > 1) {
        quotients(points, times, times == 1 ? 0 : Math.floorMod(first, times), forms);
      }
    }
    forms.sort(
        Comparator.comparingLong(
            form ->
                form.divisor()
                    + Math.abs(form.factor())
                    + (form.offset() == 0 ? 0 : 2)
                    + (form.times() == 1 ? 0 : 1)
                    + (form.shift() == 0 ? 0 : 1)));
    return forms;
  }

  private static void quotients(
      SortedMap<Long, Long> points, long times, long shift, List<Quotient> forms) {
    long low = points.firstKey();
    long high = points.lastKey();
    double slope = (double) (at(points, high) - at(points, low)) / times / Math.max(1, high - low);
    for (long divisor = 1; divisor <= LARGEST_DIVISOR; divisor++) {
      long about = Math.round(slope * divisor);
      for (long factor = about - 1; factor <= about + 1; factor++) {
        if (factor == 0 || greatestCommonDivisor(Math.abs(factor), divisor) != 1) {
          continue;
        }
        long least = Long.MIN_VALUE;
        long most = Long.MAX_VALUE;
        for (var point : points.entrySet()) {
          long rest = divisor * ((point.getValue() - shift) / times) - factor * point.getKey();
          least = Math.max(least, rest);
          most = Math.min(most, rest + divisor - 1);
        }
        for (long offset : LongStream.of(0, divisor - 1, least, most).distinct().toArray()) {
          Quotient form = new Quotient(times, factor, offset, divisor, shift);
          if (offset >= least && offset <= most && goesThrough(form, points)) {
            forms.add(form);
          }
        }
      }
    }
  }

  /**
   * Of those that differ in nothing but their shift, the outermost two are among them: they agree
   * only after both the smallest and the largest remainder have been seen.
   */
  private static List<Remainder> remainders(SortedMap<Long, Long> points) {
    List<Remainder> forms = new ArrayList<>();
    long least = points.values().stream().mapToLong(Long::longValue).min().orElseThrow();
    long most = points.values().stream().mapToLong(Long::longValue).max().orElseThrow();
    for (long sign : new long[] {1, -1}) {
      long common = 0;
      long first = sign * points.firstKey() - at(points, points.firstKey());
      for (var point : points.entrySet()) {
        long rest = sign * point.getKey() - point.getValue();
        common = greatestCommonDivisor(common, Math.abs(rest - first));
      }
      for (long modulus = most - least + 1; modulus <= common; modulus++) {
        long lowest = most - modulus + 1;
        for (long shift : LongStream.of(0, 1, least, lowest).distinct().toArray()) {
          if (common % modulus == 0 && shift >= lowest && shift <= least) {
            long offset = Math.floorMod(-first - shift, modulus);
            forms.add(new Remainder(sign, offset, modulus, shift));
          }
        }
      }
    }
    forms.removeIf(form -> !goesThrough(form, points));
    return forms;
  }

  private static List<Bounded> bounded(SortedMap<Long, Long> points) {
    List<Bounded> forms = new ArrayList<>();
    for (boolean above : new boolean[] {false, true}) {
      long bound =
          above
              ? points.values().stream().mapToLong(Long::longValue).max().orElseThrow()
              : points.values().stream().mapToLong(Long::longValue).min().orElseThrow();
      SortedMap<Long, Long> free = new java.util.TreeMap<>(points);
      free.values().removeIf(number -> number == bound);
      if (free.values().stream().distinct().count() < 2) {
        continue;
      }
      for (Quotient inner : quotients(free)) {
        Bounded form = new Bounded(inner, bound, above);
        if (inner.times() == 1 && goesThrough(form, points)) {
          forms.add(form);
        }
      }
    }
    return forms;
  }

  private static long at(SortedMap<Long, Long> points, long size) {
    return Objects.requireNonNull(points.get(size), () -> "no run with a size of " + size);
  }

  private static boolean goesThrough(SizeForm form, SortedMap<Long, Long> points) {
    return points.entrySet().stream().allMatch(p -> form.at(p.getKey()) == p.getValue());
  }

  private static long greatestCommonDivisor(long a, long b) {
    return b == 0 ? a : greatestCommonDivisor(b, a % b);
  }
}

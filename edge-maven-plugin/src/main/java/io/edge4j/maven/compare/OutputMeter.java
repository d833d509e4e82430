package io.edge4j.maven.compare;

import io.edge4j.model.ElementType;
import io.edge4j.model.OutputValue;
import io.edge4j.model.Tensor;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Adds up how far one output of two models lies apart. */
final class OutputMeter {
  private final double origin;
  private final Angle angle = new Angle();
  private @Nullable List<Long> shape;
  private @Nullable String obstacle;
  private boolean broken;
  private long fractions;
  private long discrete;
  private long equal;
  private double signal;
  private double noise;
  private double largest;
  private int runs;

  /** Runs that gave a vector, and what came of them. */
  private int vectors;

  private double cosines;
  private double leastCosine = 1;

  /**
   * @param origin from where the signal is counted
   */
  OutputMeter(double origin) {
    this.origin = origin;
  }

  /** Adds one run. After one that cannot be compared, no other is. */
  void add(OutputValue expected, @Nullable OutputValue found) {
    runs++;
    if (obstacle != null) {
      return;
    }
    if (runs == 1 && expected instanceof Tensor tensor) {
      shape = tensor.shape();
    }
    angle.reset();
    obstacle = found == null ? "the other model does not give it" : compare(expected, found);
    if (obstacle == null && angle.dimensions >= 2) {
      double cosine = angle.cosine();
      vectors++;
      cosines += cosine;
      leastCosine = Math.min(leastCosine, cosine);
    }
  }

  /** Why there is no {@link #difference}, if there is none. */
  Optional<String> obstacle() {
    if (obstacle == null && fractions + discrete == 0) {
      return Optional.of("it holds no values in any of " + runs + " runs");
    }
    return Optional.ofNullable(obstacle);
  }

  /** Whether the other model gave no number where one is right. */
  boolean isBroken() {
    return broken;
  }

  OutputDifference difference(String output) {
    boolean numbers = fractions > 0;
    boolean measurable = noise > 0 && signal > 0;
    double relative = measurable ? Math.sqrt(noise / signal) : noise > 0 ? 1 : 0;
    return new OutputDifference(
        output,
        shape,
        fractions + discrete,
        numbers ? relative : null,
        measurable ? -20 * Math.log10(relative) : null,
        numbers ? largest : null,
        vectors > 0 ? cosines / vectors : null,
        vectors > 0 ? leastCosine : null,
        discrete > 0 ? (double) equal / discrete : null);
  }

  /** Null, or why the two cannot be compared. */
  private @Nullable String compare(OutputValue expected, OutputValue found) {
    if (expected instanceof OutputValue.Unreadable unreadable) {
      return "ONNX Runtime's Java interface cannot read " + unreadable.type();
    }
    if (expected instanceof Tensor one && found instanceof Tensor other) {
      return compareTensors(one, other);
    }
    if (expected instanceof OutputValue.Sequence one
        && found instanceof OutputValue.Sequence other) {
      if (one.elements().size() != other.elements().size()) {
        return "it is a sequence of "
            + one.elements().size()
            + " values, and of "
            + other.elements().size()
            + " from the other model";
      }
      for (int i = 0; i < one.elements().size(); i++) {
        String obstacleInside = compare(one.elements().get(i), other.elements().get(i));
        if (obstacleInside != null) {
          return obstacleInside;
        }
      }
      return null;
    }
    if (expected instanceof OutputValue.Entries one && found instanceof OutputValue.Entries other) {
      return sameKeys(one.keys(), other.keys())
          ? compareTensors(one.values(), other.values())
          : "the keys of its maps are others from the other model";
    }
    return "it is " + kind(expected) + ", and " + kind(found) + " from the other model";
  }

  private static boolean sameKeys(Tensor one, Tensor other) {
    if (one.elementType() == ElementType.STRING && other.elementType() == ElementType.STRING) {
      return Arrays.equals(one.strings(), other.strings());
    }
    return one.elementType() == ElementType.INT64
        && other.elementType() == ElementType.INT64
        && Arrays.equals(one.longs(), other.longs());
  }

  private @Nullable String compareTensors(Tensor expected, Tensor found) {
    boolean numbers = expected.elementType().isFloatingPoint();
    boolean alike =
        numbers
            ? found.elementType().isFloatingPoint()
            : expected.elementType() == found.elementType();
    if (!alike || !expected.shape().equals(found.shape())) {
      return "it is " + expected + ", and " + found + " from the other model";
    }
    if (numbers) {
      return compareNumbers(expected.buffer(), found.buffer());
    }
    discrete += count(expected);
    equal += equalValues(expected, found);
    return null;
  }

  private static long count(Tensor tensor) {
    return tensor.shape().stream().reduce(1L, (a, b) -> a * b);
  }

  private @Nullable String compareNumbers(Buffer expected, Buffer found) {
    int size = expected.remaining();
    for (int i = 0; i < size; i++) {
      double wanted = number(expected, i);
      double given = number(found, i);
      fractions++;
      // Where the reference gives no number, there is nothing that could be kept.
      if (!Double.isFinite(wanted)) {
        continue;
      }
      if (!Double.isFinite(given)) {
        broken = true;
        return "it is " + given + " from the other model where " + (float) wanted + " is right";
      }
      double difference = given - wanted;
      noise += difference * difference;
      signal += (wanted - origin) * (wanted - origin);
      largest = Math.max(largest, Math.abs(difference));
      angle.add(wanted, given);
    }
    return null;
  }

  private static double number(Buffer values, int index) {
    return values instanceof FloatBuffer floats
        ? floats.get(index)
        : ((DoubleBuffer) values).get(index);
  }

  private static long equalValues(Tensor expected, Tensor found) {
    if (expected.elementType() == ElementType.STRING) {
      String[] one = expected.strings();
      String[] other = found.strings();
      long same = 0;
      for (int i = 0; i < one.length; i++) {
        same += one[i].equals(other[i]) ? 1 : 0;
      }
      return same;
    }
    Buffer one = expected.buffer();
    Buffer other = found.buffer();
    long same = 0;
    for (int i = 0; i < one.remaining(); i++) {
      same += whole(one, i) == whole(other, i) ? 1 : 0;
    }
    return same;
  }

  private static long whole(Buffer values, int index) {
    if (values instanceof LongBuffer longs) {
      return longs.get(index);
    }
    if (values instanceof IntBuffer ints) {
      return ints.get(index);
    }
    return values instanceof ShortBuffer shorts
        ? shorts.get(index)
        : ((ByteBuffer) values).get(index);
  }

  private static String kind(OutputValue value) {
    if (value instanceof Tensor tensor) {
      return tensor.toString();
    }
    if (value instanceof OutputValue.Unreadable unreadable) {
      return unreadable.type();
    }
    return value instanceof OutputValue.Sequence ? "a sequence" : "a map";
  }

  /** Two vectors, as far as they are known. */
  private static final class Angle {
    private int dimensions;
    private double product;
    private double one;
    private double other;

    void reset() {
      dimensions = 0;
      product = 0;
      one = 0;
      other = 0;
    }

    void add(double wanted, double given) {
      dimensions++;
      product += wanted * given;
      one += wanted * wanted;
      other += given * given;
    }

    /** Nothing has no direction: two such vectors are alike, and no other is like one. */
    double cosine() {
      if (one == 0 || other == 0) {
        return one == other ? 1 : 0;
      }
      return Math.min(1, product / Math.sqrt(one * other));
    }
  }
}

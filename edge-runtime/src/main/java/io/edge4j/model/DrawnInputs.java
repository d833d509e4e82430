package io.edge4j.model;

import java.math.BigInteger;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Seeded inputs for a model that came without samples. The same contract, sizes and seed give the
 * same bits on every JVM: {@link Random} is specified to the bit.
 *
 * @param contract what the model takes
 * @param sizes of all open dimensions
 * @param seed of the numbers
 * @since 0.1.0
 */
public record DrawnInputs(InputContract contract, Map<String, Long> sizes, long seed) {
  private static final String TEXT = "edge";

  public DrawnInputs {
    sizes = Map.copyOf(sizes);
  }

  /**
   * A tensor for each input, in the order of the model. A server draws while it starts, where the
   * first stream and the first lambda of their kind cost milliseconds: there are none here.
   *
   * @throws IllegalArgumentException when an open dimension has no size
   * @throws UnsupportedOperationException when an input is no tensor, of a type that has no values
   *     in Java, or larger than the heap
   */
  public Map<String, Tensor> draw() {
    Random random = new Random(seed);
    Map<String, Tensor> drawn = new LinkedHashMap<>();
    for (InputContract.Input input : contract.inputs()) {
      drawn.put(input.name(), draw(input, random));
    }
    return drawn;
  }

  private Tensor draw(InputContract.Input input, Random random) {
    List<Long> sized = contract.shape(input, sizes);
    long[] shape = new long[sized.size()];
    for (int axis = 0; axis < shape.length; axis++) {
      shape[axis] = sized.get(axis);
    }
    int length = length(input, shape);
    Optional<ElementType> known = input.tensor().elementType();
    if (known.isEmpty()) {
      throw unsupported(input.tensor());
    }
    ElementType type = known.get();
    Domain domain = input.domain().value();
    if (type == ElementType.STRING) {
      String[] texts = new String[length];
      Arrays.fill(texts, TEXT);
      return Tensor.of(texts, shape);
    }
    boolean whole = !type.isFloatingPoint();
    Buffer values =
        switch (type) {
          case FLOAT, FLOAT16, BFLOAT16 -> {
            FloatBuffer buffer = FloatBuffer.allocate(length);
            while (buffer.hasRemaining()) {
              buffer.put((float) next(domain, whole, random));
            }
            yield buffer;
          }
          case DOUBLE -> {
            DoubleBuffer buffer = DoubleBuffer.allocate(length);
            while (buffer.hasRemaining()) {
              buffer.put(next(domain, whole, random));
            }
            yield buffer;
          }
          case INT64 -> {
            LongBuffer buffer = LongBuffer.allocate(length);
            while (buffer.hasRemaining()) {
              buffer.put((long) next(domain, whole, random));
            }
            yield buffer;
          }
          case INT32 -> {
            IntBuffer buffer = IntBuffer.allocate(length);
            while (buffer.hasRemaining()) {
              buffer.put((int) next(domain, whole, random));
            }
            yield buffer;
          }
          case INT16 -> {
            ShortBuffer buffer = ShortBuffer.allocate(length);
            while (buffer.hasRemaining()) {
              buffer.put((short) next(domain, whole, random));
            }
            yield buffer;
          }
          case INT8, UINT8, BOOL -> {
            ByteBuffer buffer = ByteBuffer.allocate(length);
            while (buffer.hasRemaining()) {
              buffer.put((byte) next(domain, whole, random));
            }
            yield buffer;
          }
          default -> throw unsupported(input.tensor());
        };
    return Tensor.of(type, values.flip(), shape);
  }

  /** Refused before it is allocated: a heap that runs out says neither which input nor why. */
  private static int length(InputContract.Input input, long[] shape) {
    BigInteger values = BigInteger.ONE;
    for (long size : shape) {
      values = values.multiply(BigInteger.valueOf(size));
    }
    long most = Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / Float.BYTES);
    if (values.compareTo(BigInteger.valueOf(most)) > 0) {
      throw new UnsupportedOperationException(
          "the input %s of shape %s has %s values, and a heap of %d MB holds none so large; give smaller sizes in <dimensions> or <inputs>, or more memory in <workerJvmArguments> (edge.workerJvmArguments)"
              .formatted(
                  input.name(),
                  Arrays.toString(shape),
                  values,
                  Runtime.getRuntime().maxMemory() >> 20));
    }
    return values.intValueExact();
  }

  private static double next(Domain domain, boolean whole, Random random) {
    if (domain instanceof Domain.Fill fill) {
      return fill.value();
    }
    if (domain instanceof Domain.Range range) {
      return whole ? wholeNumber(range, random) : fraction(range, random);
    }
    return whole ? Math.rint(random.nextGaussian()) : random.nextGaussian();
  }

  private static double fraction(Domain.Range range, Random random) {
    return range.least() + random.nextDouble() * (range.most() - range.least());
  }

  private static double wholeNumber(Domain.Range range, Random random) {
    double count = range.most() - range.least() + 1;
    return count <= Integer.MAX_VALUE
        ? range.least() + random.nextInt((int) count)
        : range.least() + Math.floor(random.nextDouble() * count);
  }

  private static UnsupportedOperationException unsupported(TensorInfo tensor) {
    return new UnsupportedOperationException(
        "no values can be drawn for the input "
            + tensor
            + ": its type has none in ONNX Runtime's Java interface");
  }
}

package io.edge4j.maven.export;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Inputs of a given form with values from a seeded generator: standard normal for real numbers,
 * uniform below the bound for integers. The engine's own generator is left alone.
 */
final class TraceInputs implements ParityData {
  /**
   * What is added to an axis' example size, run by run. The runs must tell axes apart, hence one
   * column an axis, no two alike, none with a size of one.
   */
  private static final int[][] STEPS = {
    {0, 0, 0, 0}, {1, 0, 2, 1}, {3, 2, 0, 1}, {5, 3, 1, 4}, {2, 5, 4, 0}
  };

  private final List<InputSpec> specs;
  private final List<String> symbols;
  private final long seed;

  TraceInputs(List<InputSpec> specs, long seed) {
    this.specs = specs;
    this.seed = seed;
    this.symbols = List.copyOf(examples(specs).keySet());
  }

  /** Named axes with their example sizes, in the order of their appearance. */
  static Map<String, Long> examples(List<InputSpec> specs) {
    Map<String, Long> examples = new LinkedHashMap<>();
    for (InputSpec spec : specs) {
      for (InputSpec.Axis axis : spec.axes()) {
        if (axis.symbol() != null) {
          examples.merge(axis.symbol(), axis.size(), Math::max);
        }
      }
    }
    return examples;
  }

  @Override
  public int batches() {
    return symbols.isEmpty() ? 2 : symbols.size() == 1 ? 3 : STEPS.length;
  }

  /** The sizes of the named axes in a batch, in the order of {@link #examples}. */
  List<Long> sizes(int index) {
    List<Long> sizes = new ArrayList<>();
    for (long example : examples(specs).values()) {
      // Sizes of one behave in ways of their own (they broadcast), so none is traced with it.
      sizes.add(Math.max(2, example) + STEPS[index][sizes.size() % STEPS[index].length]);
    }
    return sizes;
  }

  @Override
  public NDList batch(int index, NDManager manager) {
    List<Long> sizes = sizes(index);
    Random random = new Random(seed + index);
    NDList inputs = new NDList();
    for (InputSpec spec : specs) {
      long[] shape =
          spec.axes().stream()
              .mapToLong(
                  axis ->
                      axis.symbol() == null
                          ? axis.size()
                          : sizes.get(symbols.indexOf(axis.symbol())))
              .toArray();
      inputs.add(array(spec, new Shape(shape), manager, random));
    }
    return inputs;
  }

  private static NDArray array(InputSpec spec, Shape shape, NDManager manager, Random random) {
    int elements = Math.toIntExact(shape.size());
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(elements * spec.type().getNumOfBytes())
            .order(ByteOrder.nativeOrder());
    for (int i = 0; i < elements; i++) {
      switch (spec.type()) {
        case FLOAT32 -> bytes.putFloat((float) random.nextGaussian());
        case FLOAT64 -> bytes.putDouble(random.nextGaussian());
        case INT64 -> bytes.putLong(random.nextLong(spec.below()));
        case INT32 -> bytes.putInt((int) random.nextLong(spec.below()));
        case INT8, UINT8 -> bytes.put((byte) random.nextLong(Math.min(spec.below(), 128)));
        case BOOLEAN -> bytes.put((byte) (random.nextBoolean() ? 1 : 0));
        default ->
            throw new UnsupportedCall(
                "input " + spec.name() + " of type " + spec.type() + " cannot be exported");
      }
    }
    return manager.create(bytes.flip(), shape, spec.type());
  }
}

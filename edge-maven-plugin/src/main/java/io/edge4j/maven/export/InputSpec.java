package io.edge4j.maven.export;

import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One input of a block: its name in the ONNX graph, its element type and its axes.
 *
 * <p>Made like {@code InputSpec.of("tokens", DataType.INT64).axis("batch").axis("sequence",
 * 16).below(30522)}.
 *
 * @param name of the graph input
 * @param type element type
 * @param axes in order; inputs that share a named axis share its size
 * @param below for integer inputs, the values that the block can take are {@code 0..below-1}: the
 *     size of the vocabulary of an embedding. Ignored for others.
 */
public record InputSpec(String name, DataType type, List<Axis> axes, long below) {
  /** The usual name of the first axis. */
  public static final String BATCH = "batch";

  private static final long EXAMPLE_BATCH = 2;

  /**
   * An axis of fixed size, or a named one whose size is free.
   *
   * @param symbol the name; null for a fixed axis
   * @param size the fixed size, or of a named axis an example with which the block can run
   * @param multiple what every size of a named axis is a multiple of; 1 where any size will do
   */
  public record Axis(@Nullable String symbol, long size, long multiple) {
    public Axis {
      if (size < 1) {
        throw new IllegalArgumentException("an axis of size " + size + "; sizes are positive");
      }
      if (multiple < 1 || size % multiple != 0) {
        throw new IllegalArgumentException(
            "axis "
                + symbol
                + " is a multiple of "
                + multiple
                + ", which its example size "
                + size
                + " is not; give an example that is");
      }
    }
  }

  public InputSpec {
    axes = List.copyOf(axes);
    if (name.isEmpty()) {
      throw new IllegalArgumentException("an input needs a name");
    }
    if (below < 1) {
      throw new IllegalArgumentException(
          "input " + name + ": below is " + below + ", not positive");
    }
  }

  /** An input without axes yet. */
  public static InputSpec of(String name, DataType type) {
    return new InputSpec(name, type, List.of(), 2);
  }

  /** A float32 input of samples: a free batch axis, then the sample's own sizes. */
  public static InputSpec samples(String name, long... sampleShape) {
    InputSpec spec = of(name, DataType.FLOAT32).axis(BATCH);
    for (long size : sampleShape) {
      spec = spec.axis(size);
    }
    return spec;
  }

  /** Appends an axis of fixed size. */
  public InputSpec axis(long size) {
    return with(new Axis(null, size, 1));
  }

  /** Appends a free axis; 2 is taken as an example of its size. */
  public InputSpec axis(String symbol) {
    return axis(symbol, EXAMPLE_BATCH);
  }

  /** Appends a free axis of which the block can run with {@code example} and somewhat above. */
  public InputSpec axis(String symbol, long example) {
    return with(new Axis(symbol, example, 1));
  }

  /**
   * Says of the free axis that was appended last that its sizes are multiples of {@code number}, as
   * the height of an image is for a network that halves it several times and doubles it again. The
   * block is run with such sizes only, and nothing is promised for others.
   *
   * @throws IllegalArgumentException when there is no free axis, or its example size is no multiple
   */
  public InputSpec multipleOf(long number) {
    if (axes.isEmpty() || axes.get(axes.size() - 1).symbol() == null) {
      throw new IllegalArgumentException(
          "input " + name + ": multipleOf says something of the free axis before it");
    }
    List<Axis> changed = new ArrayList<>(axes);
    Axis last = changed.remove(changed.size() - 1);
    changed.add(new Axis(last.symbol(), last.size(), number));
    return new InputSpec(name, type, changed, below);
  }

  /** Says which integers the block can take. */
  public InputSpec below(long bound) {
    return new InputSpec(name, type, axes, bound);
  }

  private InputSpec with(Axis axis) {
    List<Axis> longer = new ArrayList<>(axes);
    longer.add(axis);
    return new InputSpec(name, type, longer, below);
  }
}

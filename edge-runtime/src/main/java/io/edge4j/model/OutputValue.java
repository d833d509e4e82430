package io.edge4j.model;

import java.util.List;

/**
 * What an output of a model holds: a {@link Tensor} nearly always, a sequence of maps where
 * scikit-learn's converter wrote a ZipMap.
 *
 * @since 0.1.0
 */
public sealed interface OutputValue
    permits Tensor, OutputValue.Sequence, OutputValue.Entries, OutputValue.Unreadable {

  /** Values in an order, of any number. */
  record Sequence(List<OutputValue> elements) implements OutputValue {
    public Sequence {
      elements = List.copyOf(elements);
    }
  }

  /**
   * A map.
   *
   * @param keys in ascending order, as a tensor of one axis
   * @param values each at the place of its key
   */
  record Entries(Tensor keys, Tensor values) implements OutputValue {}

  /**
   * A value that ONNX Runtime's Java interface cannot give back.
   *
   * @param type what it is, for example {@code uint32[1, 10]} or {@code optional}
   */
  record Unreadable(String type) implements OutputValue {}
}

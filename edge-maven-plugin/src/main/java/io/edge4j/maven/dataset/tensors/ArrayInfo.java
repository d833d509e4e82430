package io.edge4j.maven.dataset.tensors;

import io.edge4j.model.ElementType;
import java.util.List;

/**
 * What an array's header says.
 *
 * @param name of the array, without the file that it is in
 * @param type of its elements
 * @param shape all axes, that of the samples first
 */
public record ArrayInfo(String name, ElementType type, List<Long> shape) {
  public ArrayInfo {
    shape = List.copyOf(shape);
  }

  /** The axes of one sample. */
  public List<Long> sampleShape() {
    return shape.subList(1, shape.size());
  }

  /** For example {@code input_ids: int64[100, 128]}. */
  @Override
  public String toString() {
    return name + ": " + type.onnxName() + shape;
  }
}

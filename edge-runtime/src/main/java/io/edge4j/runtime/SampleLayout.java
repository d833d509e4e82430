package io.edge4j.runtime;

import io.edge4j.model.ElementType;
import io.edge4j.model.Recipe;
import io.edge4j.model.TensorInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How one sample of plain floats goes through a model: its only input is a float tensor of known
 * size, and the first float tensor among its outputs is the answer.
 *
 * @param input name of the input
 * @param inputShape the input's axes for one sample, all known
 * @param output name of the output
 * @param outputShape the output's axes for one sample; empty when the model leaves some open
 * @param batches whether several samples may run as one batch without changing each other's answers
 */
record SampleLayout(
    String input,
    List<Long> inputShape,
    String output,
    Optional<List<Long>> outputShape,
    boolean batches) {
  /**
   * The layout of a model.
   *
   * @throws UnsupportedOperationException saying why a sample of plain floats cannot be told
   */
  static SampleLayout of(ModelInfo model) {
    if (model.inputs().size() != 1) {
      throw unsupported(model, "it has " + model.inputs().size() + " inputs");
    }
    TensorInfo input = model.inputs().get(0);
    if (!isFloat(input)) {
      throw unsupported(model, "its input is " + input);
    }
    List<Long> shape = new ArrayList<>();
    if (input.hasBatchAxis()) {
      shape.add(1L);
    }
    shape.addAll(model.sampleShape());
    if (shape.size() != input.dims().size() || shape.stream().anyMatch(axis -> axis < 0)) {
      throw unsupported(model, "its input is " + input + ", whose size for one sample is open");
    }
    TensorInfo output =
        model.outputs().stream()
            .filter(SampleLayout::isFloat)
            .findFirst()
            .orElseThrow(() -> unsupported(model, "none of its outputs is a float tensor"));
    List<Long> outputShape = new ArrayList<>(output.shape());
    boolean freeBatch = !input.dims().isEmpty() && input.dims().get(0).isOpen();
    boolean rowsOut = freeBatch && !outputShape.isEmpty() && outputShape.get(0) < 0;
    if (rowsOut) {
      outputShape.set(0, 1L);
    }
    boolean open = outputShape.stream().anyMatch(axis -> axis < 0);
    return new SampleLayout(
        input.name(),
        List.copyOf(shape),
        output.name(),
        open ? Optional.empty() : Optional.of(List.copyOf(outputShape)),
        // Of a model without a recipe nothing is known.
        rowsOut && !open && model.recipe().filter(Recipe::rowsAreIndependent).isPresent());
  }

  private static boolean isFloat(TensorInfo tensor) {
    return tensor.elementType().equals(Optional.of(ElementType.FLOAT));
  }

  /** How many floats one sample has. */
  int sampleSize() {
    long size = 1;
    for (long axis : inputShape) {
      size = Math.multiplyExact(size, axis);
    }
    return Math.toIntExact(size);
  }

  /** Bytes of the output for one sample; empty when the model leaves its size open. */
  OptionalLong outputBytes() {
    if (outputShape.isEmpty()) {
      return OptionalLong.empty();
    }
    long bytes = Float.BYTES;
    for (long axis : outputShape.get()) {
      bytes = Math.multiplyExact(bytes, axis);
    }
    return OptionalLong.of(bytes);
  }

  private static UnsupportedOperationException unsupported(ModelInfo model, String reason) {
    return new UnsupportedOperationException(
        "Model " + model.name() + " takes no plain float samples: " + reason + ".");
  }
}

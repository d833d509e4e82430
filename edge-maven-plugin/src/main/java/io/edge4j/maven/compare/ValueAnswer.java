package io.edge4j.maven.compare;

import io.edge4j.model.ElementType;
import io.edge4j.model.OutputValue;
import io.edge4j.model.Tensor;
import java.util.Map;
import java.util.Optional;

/**
 * Where a model that predicts a value says it: the first output that holds one number.
 *
 * @param output its name
 */
public record ValueAnswer(String output) {

  /**
   * Finds it.
   *
   * @param outputs of one sample
   * @return empty where no output is one
   */
  public static Optional<ValueAnswer> in(Map<String, OutputValue> outputs) {
    return outputs.entrySet().stream()
        .filter(output -> isNumber(output.getValue()))
        .map(output -> new ValueAnswer(output.getKey()))
        .findFirst();
  }

  private static boolean isNumber(OutputValue value) {
    return value instanceof Tensor tensor
        && tensor.elementType().isFloatingPoint()
        && tensor.shape().stream().allMatch(axis -> axis == 1);
  }

  /** The value of a sample. */
  public double of(Map<String, OutputValue> outputs) {
    if (outputs.get(output) instanceof Tensor tensor) {
      return tensor.elementType() == ElementType.DOUBLE ? tensor.doubles()[0] : tensor.floats()[0];
    }
    throw new IllegalArgumentException("there is no output " + output);
  }
}

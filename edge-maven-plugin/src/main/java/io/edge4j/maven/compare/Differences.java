package io.edge4j.maven.compare;

import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * How far two models lie apart on what both ran on: every output of the reference is in one of the
 * two lists.
 *
 * @param outputs those that were compared, in the order of the reference
 * @param uncompared those that were not, with the reason
 */
public record Differences(List<OutputDifference> outputs, List<Uncompared> uncompared) {

  public Differences {
    outputs = List.copyOf(outputs);
    uncompared = List.copyOf(uncompared);
  }

  /** Whether there are outputs, and all of them were compared. */
  public boolean isComplete() {
    return !outputs.isEmpty() && uncompared.isEmpty();
  }

  /** The largest of all outputs; empty where none holds numbers that have a fraction. */
  public OptionalDouble relativeError() {
    return figures(OutputDifference::relativeError).max();
  }

  /** The smallest of all outputs' means; empty where no output is a vector. */
  public OptionalDouble cosine() {
    return figures(OutputDifference::cosine).min();
  }

  /** The smallest of all outputs; empty where none holds whole numbers, truth values or texts. */
  public OptionalDouble agreement() {
    return figures(OutputDifference::agreement).min();
  }

  private DoubleStream figures(Function<OutputDifference, @Nullable Double> figure) {
    return outputs.stream().map(figure).filter(Objects::nonNull).mapToDouble(Double::doubleValue);
  }
}

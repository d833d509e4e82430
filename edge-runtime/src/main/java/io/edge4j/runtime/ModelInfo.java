package io.edge4j.runtime;

import io.edge4j.model.Fact;
import io.edge4j.model.InputContract;
import io.edge4j.model.OutputKind;
import io.edge4j.model.Preprocessing;
import io.edge4j.model.Recipe;
import io.edge4j.model.TensorInfo;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a model says of itself: the {@code edge.*} metadata of its ONNX file, and the inputs and
 * outputs that ONNX itself declares.
 *
 * <p>A file without {@code edge.*} keys works too. Its name is then the file's, its version empty,
 * its sample shape the input's without the batch axis, its output {@link OutputKind#VALUES}
 * (nothing in an ONNX file says whether numbers are logits), and its labels the class indices.
 *
 * @param name {@code edge.name}
 * @param version {@code edge.version}; empty when unknown
 * @param labels {@code edge.labels}, class names by index; empty when the model has none
 * @param contract what the model takes: every input with its shape, layout and preprocessing
 * @param outputs every output, in the graph's order
 * @param output what the first float output means
 * @param recipe {@code edge.recipe}; empty when unknown, also to this version
 * @param accuracy {@code edge.accuracy}, between 0 and 1
 * @param dataset {@code edge.dataset}, name and fingerprint; empty when unknown
 * @param producer {@code edge.producer}, or the producer that ONNX names
 * @since 0.1.0
 */
public record ModelInfo(
    String name,
    String version,
    List<String> labels,
    InputContract contract,
    List<TensorInfo> outputs,
    OutputKind output,
    Optional<Recipe> recipe,
    OptionalDouble accuracy,
    String dataset,
    String producer) {
  public ModelInfo {
    labels = List.copyOf(labels);
    outputs = List.copyOf(outputs);
  }

  /** The name of a class, or its index where the model has no name for it. */
  public String label(int index) {
    return index < labels.size() ? labels.get(index) : Integer.toString(index);
  }

  /** Every input as ONNX declares it, in the graph's order. */
  public List<TensorInfo> inputs() {
    return contract.inputs().stream().map(InputContract.Input::tensor).toList();
  }

  /** The input of that name. */
  public Optional<TensorInfo> input(String inputName) {
    return contract.input(inputName).map(InputContract.Input::tensor);
  }

  /** Shape of one sample of the first input without the batch axis, {@code -1} for an open axis. */
  public List<Long> sampleShape() {
    return contract.sampleShape();
  }

  /**
   * How raw values, such as pixels, become what the first input takes; {@link Preprocessing#NONE}
   * when it takes them as they are.
   */
  public Preprocessing preprocessing() {
    return contract.inputs().stream()
        .findFirst()
        .flatMap(InputContract.Input::preprocessing)
        .map(Fact::value)
        .orElse(Preprocessing.NONE);
  }

  /**
   * Of a model of a table, the names of its columns: one per value of a sample, in that order.
   * Empty for every other model.
   */
  public List<String> columns() {
    return contract.inputs().stream()
        .findFirst()
        .map(InputContract.Input::columns)
        .orElse(List.of());
  }
}

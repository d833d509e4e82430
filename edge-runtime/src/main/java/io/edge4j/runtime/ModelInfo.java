package io.edge4j.runtime;

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
 * @param inputs every input, in the graph's order
 * @param outputs every output, in the graph's order
 * @param sampleShape shape of one sample without the batch axis, {@code -1} for a free axis
 * @param scaling how raw values become inputs
 * @param columns of {@code edge.input}, for a model of a table: one a value of a sample, in that
 *     order, which is what such a value is standardised with; empty for every other model
 * @param output what the first float output means
 * @param recipe {@code edge.recipe}, for example {@code dynamic}; empty when unknown
 * @param accuracy {@code edge.accuracy}, between 0 and 1
 * @param dataset {@code edge.dataset}, name and fingerprint; empty when unknown
 * @param producer {@code edge.producer}, or the producer that ONNX names
 */
public record ModelInfo(
    String name,
    String version,
    List<String> labels,
    List<TensorInfo> inputs,
    List<TensorInfo> outputs,
    List<Long> sampleShape,
    InputScaling scaling,
    List<InputColumn> columns,
    OutputKind output,
    String recipe,
    OptionalDouble accuracy,
    String dataset,
    String producer) {
  public ModelInfo {
    labels = List.copyOf(labels);
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    sampleShape = List.copyOf(sampleShape);
    columns = List.copyOf(columns);
  }

  /** The name of a class, or its index where the model has no name for it. */
  public String label(int index) {
    return index < labels.size() ? labels.get(index) : Integer.toString(index);
  }

  /** The input of that name. */
  public Optional<TensorInfo> input(String inputName) {
    return inputs.stream().filter(input -> input.name().equals(inputName)).findFirst();
  }
}

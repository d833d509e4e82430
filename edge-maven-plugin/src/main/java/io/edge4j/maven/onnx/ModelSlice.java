package io.edge4j.maven.onnx;

import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Nodes of a model that follow each other, and what crosses their borders.
 *
 * @param whole the model that they are of
 * @param nodes in an order in which they can run
 * @param constants initializers that they read
 * @param inputs names of the values that they read and do not make
 * @param outputs names of the values that later slices read or the model gives out
 */
public record ModelSlice(
    Model whole,
    List<Node> nodes,
    List<Initializer> constants,
    List<String> inputs,
    List<String> outputs) {

  /**
   * Writes a model of these nodes, with its weights in a file beside it that can be mapped.
   *
   * @param elementTypes of the inputs that other slices make; those that the whole model takes
   *     bring their types along
   */
  public void write(Path file, Map<String, Integer> elementTypes) throws IOException {
    List<ValueInfoProto> given = new ArrayList<>();
    for (String input : inputs) {
      given.add(
          whole.graph().isInput(input)
              ? whole.graph().valueInfo(input)
              : ofType(input, typeOf(input, elementTypes)));
    }
    whole
        .around(whole.graph().part(nodes, constants, given, outputs))
        .write(file, ExternalData.BESIDE);
  }

  private static int typeOf(String input, Map<String, Integer> elementTypes) {
    return Objects.requireNonNull(
        elementTypes.get(input), () -> "no element type is given for " + input);
  }

  private static ValueInfoProto ofType(String name, int elementType) {
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(TypeProto.Tensor.newBuilder().setElemType(elementType)))
        .build();
  }
}

package io.edge4j.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What an ONNX file says of itself, read without its weights and without ONNX Runtime. Memory
 * follows what is returned, whatever the file's size.
 *
 * @param irVersion of the file format
 * @param opsets version of each operator set by its domain; ONNX's own is {@code ""}
 * @param producerName what wrote the file; empty when it does not say
 * @param producerVersion the version of that; empty when it does not say
 * @param inputs what a caller has to give: the declared inputs without those that have an
 *     initializer
 * @param outputs what a caller gets
 * @param initializedInputs names that are declared as inputs and have an initializer too. From IR
 *     version 4 on a caller may replace them; before, every initializer had to be declared so.
 * @param metadata {@code metadata_props}; where a key comes twice, the last one
 * @param externalData each file that any tensor's data lies in, by the location that the model
 *     writes: of initializers, sparse ones, attributes, subgraphs, functions and training
 * @since 0.1.0
 */
public record OnnxHeader(
    long irVersion,
    Map<String, Long> opsets,
    String producerName,
    String producerVersion,
    List<TensorInfo> inputs,
    List<TensorInfo> outputs,
    Set<String> initializedInputs,
    Map<String, String> metadata,
    List<ExternalReference> externalData) {

  /**
   * Reads a file.
   *
   * @throws ModelFormatException when there is no such file, or it is no ONNX model; what it is
   *     instead is said where that can be told
   */
  public static OnnxHeader read(Path file) throws IOException {
    try (WireInput in = WireInput.of(file)) {
      return new HeaderReader(in).read();
    }
  }

  /**
   * Reads a model that lies in memory.
   *
   * @param name what messages call it
   * @throws ModelFormatException when it is no ONNX model
   */
  public static OnnxHeader read(String name, byte[] model) throws IOException {
    try (WireInput in = WireInput.of(name, model)) {
      return new HeaderReader(in).read();
    }
  }
}

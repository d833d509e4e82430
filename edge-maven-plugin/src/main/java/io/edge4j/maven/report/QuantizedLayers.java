package io.edge4j.maven.report;

import java.util.List;

/**
 * What the quantizer did to a model, layer by layer.
 *
 * @param quantized layers that run in integers now
 * @param kept layers that could have been, and stayed in fp32
 * @param untouched a line per operator that no recipe touches, with how many nodes
 * @param errors of values that run in integers, the worst first; empty where none was measured
 */
public record QuantizedLayers(
    List<Layer> quantized, List<Layer> kept, List<String> untouched, List<ValueError> errors) {
  /** Of a model that nobody quantized here. */
  public static final QuantizedLayers NONE =
      new QuantizedLayers(List.of(), List.of(), List.of(), List.of());

  public QuantizedLayers {
    quantized = List.copyOf(quantized);
    kept = List.copyOf(kept);
    untouched = List.copyOf(untouched);
    errors = List.copyOf(errors);
  }

  /** Whether there is nothing to tell. */
  boolean isEmpty() {
    return quantized.isEmpty() && kept.isEmpty();
  }

  /**
   * One node of the fp32 model.
   *
   * @param node its name
   * @param operator of ONNX
   * @param detail what was done to it, or why nothing was
   */
  public record Layer(String node, String operator, String detail) {}

  /**
   * How far one value inside the model lies from fp32.
   *
   * @param value its name in the model
   * @param figures such as {@code relative error 0.01234}
   */
  public record ValueError(String value, String figures) {}
}

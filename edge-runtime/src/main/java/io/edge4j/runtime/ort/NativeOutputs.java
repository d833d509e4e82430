package io.edge4j.runtime.ort;

import ai.onnxruntime.OnnxMap;
import ai.onnxruntime.OnnxSequence;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import io.edge4j.model.ElementType;
import io.edge4j.model.OutputValue;
import io.edge4j.model.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Outputs of a run as they come from ONNX Runtime, tensors or not. */
public final class NativeOutputs {
  private static final String KIND_PREFIX = "ONNX_TYPE_";

  private NativeOutputs() {}

  /**
   * Copies of all outputs, in their order. What the Java interface cannot give back is there as
   * {@link OutputValue.Unreadable}, so that nothing is missing in silence.
   *
   * @param outputs by name; the caller closes them
   */
  public static Map<String, OutputValue> copy(Iterable<Map.Entry<String, OnnxValue>> outputs)
      throws OrtException {
    Map<String, OutputValue> copies = new LinkedHashMap<>();
    for (Map.Entry<String, OnnxValue> output : outputs) {
      copies.put(output.getKey(), copy(output.getValue()));
    }
    return copies;
  }

  private static OutputValue copy(OnnxValue value) throws OrtException {
    if (value instanceof OnnxTensor tensor) {
      return copy(tensor);
    }
    if (value instanceof OnnxSequence sequence) {
      List<? extends OnnxValue> elements = sequence.getValue();
      try {
        List<OutputValue> copies = new ArrayList<>();
        for (OnnxValue element : elements) {
          copies.add(copy(element));
        }
        return new OutputValue.Sequence(copies);
      } finally {
        OnnxValue.close(elements);
      }
    }
    if (value instanceof OnnxMap map) {
      return entries(map);
    }
    return new OutputValue.Unreadable(
        value.getType().name().replace(KIND_PREFIX, "").toLowerCase(Locale.ROOT));
  }

  private static OutputValue copy(OnnxTensor tensor) throws OrtException {
    Optional<ElementType> type = DeclaredTensors.knownType(tensor.getInfo());
    return type.filter(NativeTensors::isReadable).isPresent()
        ? NativeTensors.fromNative(tensor)
        : new OutputValue.Unreadable(DeclaredTensors.describe(tensor.getInfo()));
  }

  private static OutputValue entries(OnnxMap map) throws OrtException {
    // Keys of one map are all numbers or all texts, and so in the order of both.
    Map<Object, Object> sorted = new TreeMap<>(map.getValue());
    Optional<Tensor> keys = column(List.copyOf(sorted.keySet()));
    Optional<Tensor> values = column(List.copyOf(sorted.values()));
    return keys.isPresent() && values.isPresent()
        ? new OutputValue.Entries(keys.get(), values.get())
        : new OutputValue.Unreadable(map.getInfo().toString());
  }

  private static Optional<Tensor> column(List<Object> values) {
    int size = values.size();
    if (values.isEmpty() || values.get(0) instanceof Long) {
      return Optional.of(
          Tensor.of(values.stream().mapToLong(value -> (Long) value).toArray(), size));
    }
    if (values.get(0) instanceof String) {
      return Optional.of(Tensor.of(values.toArray(String[]::new), size));
    }
    if (values.get(0) instanceof Double) {
      return Optional.of(
          Tensor.of(values.stream().mapToDouble(value -> (Double) value).toArray(), size));
    }
    if (values.get(0) instanceof Float) {
      float[] floats = new float[size];
      for (int i = 0; i < size; i++) {
        floats[i] = (Float) values.get(i);
      }
      return Optional.of(Tensor.of(floats, size));
    }
    return Optional.empty();
  }
}

package io.edge4j.runtime.ort;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.ValueInfo;
import io.edge4j.model.Dim;
import io.edge4j.model.ElementType;
import io.edge4j.model.TensorInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Inputs and outputs as a session of ONNX Runtime declares them. */
public final class DeclaredTensors {
  private static final String TYPE_PREFIX = "ONNX_TENSOR_ELEMENT_DATA_TYPE_";

  private DeclaredTensors() {}

  /** What a session declares, in its order. */
  public static List<TensorInfo> of(Map<String, NodeInfo> nodes) {
    List<TensorInfo> tensors = new ArrayList<>();
    nodes.forEach((name, node) -> tensors.add(tensor(name, node.getInfo())));
    return tensors;
  }

  private static TensorInfo tensor(String name, ValueInfo value) {
    if (value instanceof ai.onnxruntime.TensorInfo tensor) {
      return new TensorInfo(name, typeName(tensor), dims(tensor));
    }
    String kind = value instanceof ai.onnxruntime.SequenceInfo ? "sequence" : "map";
    return new TensorInfo(name, kind, List.of());
  }

  private static List<Dim> dims(ai.onnxruntime.TensorInfo tensor) {
    long[] shape = tensor.getShape();
    String[] symbols = tensor.getDimensionNames();
    List<Dim> dims = new ArrayList<>();
    for (int axis = 0; axis < shape.length; axis++) {
      boolean named = symbols != null && axis < symbols.length && !symbols[axis].isEmpty();
      dims.add(
          shape[axis] >= 0 ? Dim.of(shape[axis]) : named ? Dim.named(symbols[axis]) : Dim.open());
    }
    return dims;
  }

  static ElementType elementType(ai.onnxruntime.TensorInfo tensor) {
    return knownType(tensor).orElseThrow();
  }

  /** Empty for a type that ONNX does not have, or did not have when this was written. */
  static Optional<ElementType> knownType(ai.onnxruntime.TensorInfo tensor) {
    return ElementType.ofName(typeName(tensor));
  }

  /** For example {@code uint32[1, 10]}. */
  static String describe(ai.onnxruntime.TensorInfo tensor) {
    return typeName(tensor) + Arrays.toString(tensor.getShape());
  }

  private static String typeName(ai.onnxruntime.TensorInfo tensor) {
    String type = tensor.onnxType.name();
    return (type.startsWith(TYPE_PREFIX) ? type.substring(TYPE_PREFIX.length()) : type)
        .toLowerCase(Locale.ROOT);
  }
}

package io.edge4j.runtime;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxModelMetadata;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.ValueInfo;
import io.edge4j.model.Dim;
import io.edge4j.model.ModelFormatException;
import io.edge4j.model.ModelMetadata;
import io.edge4j.model.OutputKind;
import io.edge4j.model.TensorInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads what an opened model says of itself. */
final class ModelReader {
  private static final String TYPE_PREFIX = "ONNX_TENSOR_ELEMENT_DATA_TYPE_";

  private ModelReader() {}

  static ModelInfo read(OrtSession session, String fallbackName, EdgeOptions options)
      throws OrtException, ModelException {
    OnnxModelMetadata onnx = session.getMetadata();
    List<TensorInfo> outputs = tensors(session.getOutputInfo());
    try {
      ModelMetadata metadata =
          ModelMetadata.read(onnx.getCustomMetadata(), tensors(session.getInputInfo()), outputs);
      if (options.labels().isPresent()) {
        ModelMetadata.requireLabelsFor(options.labels().get(), outputs, "EdgeOptions.withLabels");
      }
      return new ModelInfo(
          metadata.name().isEmpty() ? fallbackName : metadata.name(),
          metadata.version(),
          options.labels().orElse(metadata.labels()),
          metadata.inputs(),
          outputs,
          options.output().or(metadata::output).orElse(OutputKind.VALUES),
          metadata.recipe(),
          metadata.accuracy(),
          metadata.dataset(),
          metadata.producer().isEmpty() ? onnx.getProducerName() : metadata.producer());
    } catch (ModelFormatException e) {
      throw new ModelException(e.getMessage(), e);
    }
  }

  private static List<TensorInfo> tensors(Map<String, NodeInfo> nodes) {
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

  /** ONNX's name of a tensor's element type. */
  static String typeName(ai.onnxruntime.TensorInfo tensor) {
    String type = tensor.onnxType.name();
    return (type.startsWith(TYPE_PREFIX) ? type.substring(TYPE_PREFIX.length()) : type)
        .toLowerCase(Locale.ROOT);
  }
}

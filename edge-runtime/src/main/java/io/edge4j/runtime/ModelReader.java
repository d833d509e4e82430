package io.edge4j.runtime;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxModelMetadata;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.ValueInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads what an opened model says of itself. */
final class ModelReader {
  private static final String TYPE_PREFIX = "ONNX_TENSOR_ELEMENT_DATA_TYPE_";

  private ModelReader() {}

  static ModelInfo read(OrtSession session, String fallbackName, EdgeOptions options)
      throws OrtException, ModelException {
    OnnxModelMetadata onnx = session.getMetadata();
    Metadata metadata = new Metadata(onnx.getCustomMetadata());
    Metadata.Input input = metadata.input();
    List<TensorInfo> inputs = tensors(session.getInputInfo());
    List<TensorInfo> outputs = tensors(session.getOutputInfo());
    List<String> labels = options.labels().orElse(metadata.labels());
    Optional<OutputKind> declared = metadata.output();
    String name = metadata.text("edge.name");
    String producer = metadata.text("edge.producer");
    return new ModelInfo(
        name.isEmpty() ? fallbackName : name,
        metadata.text("edge.version"),
        labels,
        inputs,
        outputs,
        input.shape().orElse(SampleLayout.sampleShape(inputs)),
        input.scaling(),
        input.columns(),
        options.output().or(() -> declared).orElse(OutputKind.VALUES),
        metadata.text("edge.recipe"),
        metadata.accuracy(),
        metadata.text("edge.dataset"),
        producer.isEmpty() ? onnx.getProducerName() : producer);
  }

  private static List<TensorInfo> tensors(Map<String, NodeInfo> nodes) {
    List<TensorInfo> tensors = new ArrayList<>();
    nodes.forEach((name, node) -> tensors.add(tensor(name, node.getInfo())));
    return tensors;
  }

  private static TensorInfo tensor(String name, ValueInfo value) {
    if (value instanceof ai.onnxruntime.TensorInfo tensor) {
      return new TensorInfo(
          name, typeName(tensor), Arrays.stream(tensor.getShape()).boxed().toList());
    }
    String kind = value instanceof ai.onnxruntime.SequenceInfo ? "sequence" : "map";
    return new TensorInfo(name, kind, List.of());
  }

  /** ONNX's name of a tensor's element type. */
  static String typeName(ai.onnxruntime.TensorInfo tensor) {
    String type = tensor.onnxType.name();
    return (type.startsWith(TYPE_PREFIX) ? type.substring(TYPE_PREFIX.length()) : type)
        .toLowerCase(Locale.ROOT);
  }
}

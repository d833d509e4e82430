package io.edge4j.runtime;

import ai.onnxruntime.OnnxModelMetadata;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.edge4j.model.ModelFormatException;
import io.edge4j.model.ModelMetadata;
import io.edge4j.model.OutputKind;
import io.edge4j.model.SelfTest;
import io.edge4j.model.TensorInfo;
import io.edge4j.runtime.ort.DeclaredTensors;
import java.util.List;
import java.util.Optional;

/** Reads what an opened model says of itself. */
final class ModelReader {
  private ModelReader() {}

  /**
   * What an opened model says.
   *
   * @param selfTest by which it proves itself; empty when it brings none
   */
  record Opened(ModelInfo info, Optional<SelfTest> selfTest) {}

  static Opened read(OrtSession session, String fallbackName, EdgeOptions options)
      throws OrtException, ModelException {
    OnnxModelMetadata onnx = session.getMetadata();
    List<TensorInfo> outputs = DeclaredTensors.of(session.getOutputInfo());
    try {
      ModelMetadata metadata =
          ModelMetadata.read(
              onnx.getCustomMetadata(), DeclaredTensors.of(session.getInputInfo()), outputs);
      if (options.labels().isPresent()) {
        ModelMetadata.requireLabelsFor(options.labels().get(), outputs, "EdgeOptions.withLabels");
      }
      ModelInfo info =
          new ModelInfo(
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
      return new Opened(info, metadata.selfTest());
    } catch (ModelFormatException e) {
      throw new ModelException(e.getMessage(), e);
    }
  }
}

package io.edge4j.maven.quantize.session;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import io.edge4j.model.OutputValue;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** A model that ONNX Runtime runs, in one piece or in several. */
public interface RunnableModel {
  /**
   * Runs the model once for each set of inputs.
   *
   * @return for each run all outputs, in the model's order
   */
  List<Map<String, OutputValue>> runAll(List<Map<String, OnnxTensor>> runs)
      throws OrtException, IOException;

  OrtEnvironment environment();
}

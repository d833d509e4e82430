package io.edge4j.maven.quantize;

import ai.onnxruntime.OrtException;
import io.edge4j.maven.onnx.Model;
import io.edge4j.maven.quantize.session.FusedModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** What ONNX Runtime runs for a model, in one call. */
final class FusedOperators {
  private FusedOperators() {}

  static Map<String, Long> of(Path model, Path scratch) throws OrtException, IOException {
    try (FusedModel fused = new FusedModel(scratch, Model.read(model))) {
      return fused.operators(model);
    }
  }
}

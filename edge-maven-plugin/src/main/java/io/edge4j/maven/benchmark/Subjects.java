package io.edge4j.maven.benchmark;

import io.edge4j.maven.stage.StageException;
import java.io.IOException;
import java.util.List;
import java.util.Objects;

/** Opens variants, each on its engine. */
final class Subjects {

  private Subjects() {}

  /**
   * @param sampleShape of the inputs that will be run, for the files that do not say theirs
   * @throws StageException when the file is no model of that kind
   */
  static Subject open(Variant variant, int threads, List<Long> sampleShape)
      throws StageException, IOException {
    return switch (variant.kind()) {
      case PYTORCH ->
          PyTorchSubject.eager(
              Objects.requireNonNull(variant.block(), variant.name()), variant.file());
      case TORCHSCRIPT -> PyTorchSubject.torchScript(variant.file(), sampleShape);
      case ONNX -> new OnnxSubject(variant.file(), threads);
    };
  }
}

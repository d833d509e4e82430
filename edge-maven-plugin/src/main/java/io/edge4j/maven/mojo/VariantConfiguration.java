package io.edge4j.maven.mojo;

import io.edge4j.maven.benchmark.Variant;
import java.io.File;
import org.jspecify.annotations.Nullable;

/** One {@code <variant>} of the pom. */
public final class VariantConfiguration {
  /** As reports and gates call it, for example {@code onnx-previous}. */
  @Nullable String name;

  /** The model: an {@code .onnx} file, or one that PyTorch scripted or traced. */
  @Nullable File file;

  Variant variant() {
    return Variant.own(name, file == null ? null : file.toPath());
  }
}

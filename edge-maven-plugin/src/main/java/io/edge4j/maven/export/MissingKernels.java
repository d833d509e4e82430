package io.edge4j.maven.export;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What it means when ONNX Runtime refuses an exported model: for some element types its CPU
 * provider does not implement an operator that ONNX has, which is no fault of the model.
 */
final class MissingKernels {
  private static final Pattern MISSING =
      Pattern.compile("Could not find an implementation for (\\w+)\\(");

  private MissingKernels() {}

  static String explained(@Nullable String message) {
    Matcher missing = MISSING.matcher(message == null ? "" : message);
    if (missing.find()) {
      return "ONNX has an operator "
          + missing.group(1)
          + " for the element type that the block computes in, but ONNX Runtime implements it for"
          + " other types only, usually for float32: convert the arrays before it with"
          + " toType(DataType.FLOAT32, false), or give the block float32 inputs and parameters ("
          + message
          + ")";
    }
    return "ONNX Runtime does not run the exported model, which is a fault of the exporter: "
        + message;
  }
}

package io.edge4j.maven.benchmark;

import io.edge4j.maven.train.BlockSpec;
import io.edge4j.model.ModelFiles;
import io.edge4j.model.ModelFormatException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * One way to run the model, measured beside the others.
 *
 * @param name as reports and gates call it, such as {@code onnx-optimized}
 * @param kind what runs it
 * @param file the model: an {@code .onnx} file, a block's weights, or a TorchScript file
 * @param block how the weights become a model; null for every kind but {@link Kind#PYTORCH}
 */
public record Variant(String name, Kind kind, Path file, BlockSpec block) {

  /** What runs a variant. */
  public enum Kind {
    /** A DJL block with its weights, eagerly on DJL's PyTorch engine. */
    PYTORCH,
    /** A file that PyTorch has scripted or traced, on DJL's PyTorch engine. */
    TORCHSCRIPT,
    /** An ONNX file, through edge-runtime. */
    ONNX
  }

  public static Variant pytorch(String name, Path weights, BlockSpec block) {
    return new Variant(name, Kind.PYTORCH, weights, block);
  }

  public static Variant torchScript(String name, Path file) {
    return new Variant(name, Kind.TORCHSCRIPT, file, null);
  }

  public static Variant onnx(String name, Path file) {
    return new Variant(name, Kind.ONNX, file, null);
  }

  /**
   * All files that make the model: of an ONNX model its external data too.
   *
   * @throws ModelFormatException when an ONNX model is none, or lacks its data
   */
  List<Path> files() throws IOException {
    return kind == Kind.ONNX ? ModelFiles.of(file).all() : List.of(file);
  }
}

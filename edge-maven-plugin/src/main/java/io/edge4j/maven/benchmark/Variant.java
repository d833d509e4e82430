package io.edge4j.maven.benchmark;

import io.edge4j.maven.report.VariantName;
import io.edge4j.maven.stage.StageException;
import io.edge4j.maven.train.BlockSpec;
import io.edge4j.model.ModelFiles;
import io.edge4j.model.ModelFormatException;
import io.edge4j.model.ModelMetadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One way to run the model, measured beside the others.
 *
 * @param name as reports and gates call it, such as {@code onnx-optimized}
 * @param kind what runs it
 * @param file the model: an {@code .onnx} file, a block's weights, or a TorchScript file
 * @param block how the weights become a model; null for every kind but {@link Kind#PYTORCH}
 * @param sizes of the open dimensions that it is measured at; empty for samples of known size
 */
public record Variant(
    String name, Kind kind, Path file, @Nullable BlockSpec block, Map<String, Long> sizes) {
  /** What the pom does not say, until {@link #validate} refuses it. */
  private static final String MISSING = "";

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

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
    return new Variant(name, Kind.PYTORCH, weights, block, Map.of());
  }

  public static Variant torchScript(String name, Path file) {
    return new Variant(name, Kind.TORCHSCRIPT, file, null, Map.of());
  }

  public static Variant onnx(String name, Path file) {
    return new Variant(name, Kind.ONNX, file, null, Map.of());
  }

  /**
   * The same at certain sizes.
   *
   * @param label what tells these sizes from others, such as {@code sequence=16}; empty when there
   *     are no others
   */
  Variant at(String label, Map<String, Long> chosen) {
    return new Variant(VariantName.at(name, label), kind, file, block, chosen);
  }

  /**
   * All files that make the model: of an ONNX model its external data too.
   *
   * @throws ModelFormatException when an ONNX model is none, or lacks its data
   */
  List<Path> files() throws IOException {
    return kind == Kind.ONNX ? ModelFiles.of(file).all() : List.of(file);
  }

  /** How many bytes of its file say what it is; 0 for what is no ONNX model. */
  long metadataBytes() throws IOException {
    return kind == Kind.ONNX ? ModelMetadata.bytesIn(file) : 0;
  }

  /**
   * A model of the user's own. What it is shows in the file's name: {@code .onnx}, or else a file
   * that PyTorch scripted or traced.
   *
   * @param name may be missing, until {@link #validate}
   * @param file may be missing, until {@link #validate}
   */
  public static Variant own(@Nullable String name, @Nullable Path file) {
    String given = name == null ? MISSING : name;
    if (file == null) {
      return onnx(given, Path.of(MISSING));
    }
    boolean isOnnx = file.toString().toLowerCase(Locale.ROOT).endsWith(".onnx");
    return isOnnx ? onnx(given, file) : torchScript(given, file);
  }

  /** Whether it needs DJL's PyTorch engine. */
  public boolean runsOnPyTorch() {
    return kind != Kind.ONNX;
  }

  /**
   * Checks one of the user's own.
   *
   * @param place where in the pom it stands
   * @param taken names that other variants have
   */
  void validate(String place, Collection<String> taken) throws StageException, IOException {
    if (!NAME.matcher(name).matches()) {
      throw new StageException(
          place
              + ": <name> is "
              + (name.equals(MISSING) ? "missing" : "'" + name + "'")
              + "; give it letters, digits, '.', '_' and '-', for example onnx-previous");
    }
    if (taken.contains(name)) {
      throw new StageException(
          place
              + ": <name> is '"
              + name
              + "', which is taken. Taken are: "
              + String.join(", ", taken));
    }
    if (file.toString().equals(MISSING)) {
      throw new StageException(
          place + ": <file> is missing; name an .onnx file or a TorchScript file (.pt)");
    }
    if (!Files.isRegularFile(file)) {
      throw new StageException(
          place
              + ": <file> is "
              + file
              + ", and there is no such file; name an .onnx file or a TorchScript file (.pt)");
    }
    try {
      files();
    } catch (ModelFormatException e) {
      throw new StageException(place + ": <file>: " + e.getMessage(), e);
    }
  }
}

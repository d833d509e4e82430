package io.edge4j.maven.export;

import io.edge4j.maven.stage.StageException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a block is exported. Start from {@link #named} and change what should differ.
 *
 * @param name of the ONNX graph
 * @param opset version of the ONNX operators, 13 to 21
 * @param outputNames of the graph's outputs in the block's order; where there are none, {@code
 *     output}, or {@code output_0} and so on for several
 * @param tolerance largest difference between PyTorch and ONNX Runtime that still counts as the
 *     same, as a share of the output's largest absolute value
 * @param metadata entries for {@code metadata_props}
 * @param producer name and version of the program that exports, separated by a blank
 * @param foldBatchNorm whether a batch normalization becomes part of the convolution before it
 */
public record ExportOptions(
    String name,
    int opset,
    List<String> outputNames,
    double tolerance,
    Map<String, String> metadata,
    String producer,
    boolean foldBatchNorm) {
  /** What {@link #named} takes: understood by ONNX Runtime 1.12 and later. */
  public static final int DEFAULT_OPSET = 17;

  public static final double DEFAULT_TOLERANCE = 1e-4;

  public ExportOptions {
    outputNames = List.copyOf(outputNames);
    metadata = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
  }

  /**
   * Checks what can be checked without a network.
   *
   * @throws StageException naming the parameter of the pom, its value and the way out
   */
  public void validate() throws StageException {
    if (opset < OnnxExporter.LOWEST_OPSET || opset > OnnxExporter.HIGHEST_OPSET) {
      throw new StageException(
          "<opset> (edge.opset) is "
              + opset
              + "; the exporter writes opsets "
              + OnnxExporter.LOWEST_OPSET
              + " to "
              + OnnxExporter.HIGHEST_OPSET
              + ", for example 17");
    }
    if (!(tolerance > 0) || Double.isInfinite(tolerance)) {
      throw new StageException(
          "<exportTolerance> (edge.exportTolerance) is "
              + tolerance
              + "; give the largest difference that passes, for example 0.0001");
    }
  }

  /** Opset 17, tolerance 1e-4, no metadata. */
  public static ExportOptions named(String name) {
    return new ExportOptions(
        name, DEFAULT_OPSET, List.of(), DEFAULT_TOLERANCE, Map.of(), "edge-maven-plugin", true);
  }

  public ExportOptions opset(int version) {
    return new ExportOptions(
        name, version, outputNames, tolerance, metadata, producer, foldBatchNorm);
  }

  public ExportOptions outputs(String... names) {
    return new ExportOptions(
        name, opset, List.of(names), tolerance, metadata, producer, foldBatchNorm);
  }

  public ExportOptions tolerance(double share) {
    return new ExportOptions(name, opset, outputNames, share, metadata, producer, foldBatchNorm);
  }

  public ExportOptions metadata(Map<String, String> entries) {
    return new ExportOptions(name, opset, outputNames, tolerance, entries, producer, foldBatchNorm);
  }

  public ExportOptions producer(String nameAndVersion) {
    return new ExportOptions(
        name, opset, outputNames, tolerance, metadata, nameAndVersion, foldBatchNorm);
  }

  /** Whether to fold batch normalizations; they are by default. */
  public ExportOptions foldBatchNorm(boolean fold) {
    return new ExportOptions(name, opset, outputNames, tolerance, metadata, producer, fold);
  }
}

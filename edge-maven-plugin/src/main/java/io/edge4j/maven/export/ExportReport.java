package io.edge4j.maven.export;

import io.edge4j.maven.dataset.DatasetSummary;
import io.edge4j.maven.train.BlockSpec;
import java.util.SortedMap;

/**
 * What an export did, as {@code export.json} has it. It holds no times and no paths: the same
 * export leaves the same bytes.
 *
 * @param schemaVersion of this file, {@code "1"}
 * @param model the model's name
 * @param block the network
 * @param dataset whose test samples were compared
 * @param opset version of the ONNX operators
 * @param nodes how many nodes of each operator the graph has
 * @param parameters how many numbers the initializers hold
 * @param onnx file name of the model
 * @param sizeBytes of that file
 * @param digest {@code sha256:...} of that file
 * @param parity PyTorch against ONNX Runtime
 * @param engine DJL's engine and its version
 * @param onnxRuntime version of ONNX Runtime
 */
public record ExportReport(
    String schemaVersion,
    String model,
    BlockSpec block,
    DatasetSummary dataset,
    int opset,
    SortedMap<String, Integer> nodes,
    long parameters,
    String onnx,
    long sizeBytes,
    String digest,
    ParityFigures parity,
    String engine,
    String onnxRuntime) {}

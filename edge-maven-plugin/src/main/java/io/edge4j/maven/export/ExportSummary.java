package io.edge4j.maven.export;

import java.util.SortedMap;

/**
 * What an export made.
 *
 * @param opset version of the ONNX operators
 * @param nodes how many nodes of each operator the graph has
 * @param parameters how many numbers the initializers hold
 * @param sizeBytes of the file
 * @param parity PyTorch against ONNX Runtime
 */
public record ExportSummary(
    int opset,
    SortedMap<String, Integer> nodes,
    long parameters,
    long sizeBytes,
    ParityFigures parity) {}

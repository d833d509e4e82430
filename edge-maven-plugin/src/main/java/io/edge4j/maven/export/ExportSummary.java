package io.edge4j.maven.export;

import java.util.List;
import java.util.SortedMap;

/**
 * What an export made.
 *
 * @param opset version of the ONNX operators
 * @param nodes how many nodes of each operator the graph has
 * @param parameters how many numbers the initializers hold
 * @param sizeBytes of the file
 * @param parity PyTorch against ONNX Runtime
 * @param notCompared what the comparison leaves open, a sentence each: sizes that the block itself
 *     does not run with, and those too large to compute
 */
public record ExportSummary(
    int opset,
    SortedMap<String, Integer> nodes,
    long parameters,
    long sizeBytes,
    ParityFigures parity,
    List<String> notCompared) {}

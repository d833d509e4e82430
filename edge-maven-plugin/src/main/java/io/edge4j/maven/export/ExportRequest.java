package io.edge4j.maven.export;

import io.edge4j.maven.dataset.DatasetSpec;
import io.edge4j.maven.train.BlockSpec;
import java.nio.file.Path;

/**
 * What to export, how, and where the result goes.
 *
 * @param block the network
 * @param weights its parameters, as training wrote them
 * @param dataset whose test samples both engines are compared on
 * @param options name of the graph, operators, tolerance, and all of {@code metadata_props}
 * @param samples how many test samples are compared
 * @param input name of the graph's input
 * @param onnx the model to write
 * @param report the report to write
 */
public record ExportRequest(
    BlockSpec block,
    Path weights,
    DatasetSpec dataset,
    ExportOptions options,
    int samples,
    String input,
    Path onnx,
    Path report) {}

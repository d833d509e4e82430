package io.edge4j.maven.export;

import io.edge4j.maven.dataset.DatasetSpec;
import io.edge4j.maven.train.BlockSpec;
import java.nio.file.Path;
import java.util.Map;

/**
 * What to export, how, and where the result goes.
 *
 * @param block the network
 * @param weights its parameters, as training wrote them
 * @param dataset whose test samples both engines are compared on
 * @param opset version of the ONNX operators, 13 to 21
 * @param tolerance largest difference of the outputs that counts as the same, as a share of the
 *     largest output
 * @param samples how many test samples are compared
 * @param modelName name of the graph
 * @param input name of the graph's input
 * @param metadata what the model says of itself: all of {@code metadata_props}
 * @param producer name and version of what exports
 * @param onnx the model to write
 * @param report the report to write
 */
public record ExportRequest(
    BlockSpec block,
    Path weights,
    DatasetSpec dataset,
    int opset,
    double tolerance,
    int samples,
    String modelName,
    String input,
    Map<String, String> metadata,
    String producer,
    Path onnx,
    Path report) {}

package io.edge4j.maven.pipeline;

/**
 * How the trained block becomes ONNX.
 *
 * @param opset of the default operator domain
 * @param tolerance largest difference between PyTorch's and ONNX Runtime's logits that passes
 * @param paritySamples how many real samples are compared
 */
public record ExportSettings(int opset, double tolerance, int paritySamples) {}

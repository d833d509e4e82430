package io.edge4j.maven.report;

import java.util.Map;

/**
 * The machine and the software that figures were measured with; absolute times belong to it.
 *
 * @param cpu the processor's model name
 * @param cores logical processors that the JVM may use
 * @param os name, version and architecture
 * @param jdk vendor and version of the Java that measured
 * @param versions software by name: edge-runtime, ONNX Runtime, DJL, PyTorch
 * @param pinning which core the measuring thread was bound to, or why to none
 */
public record Environment(
    String cpu, int cores, String os, String jdk, Map<String, String> versions, String pinning) {}

package io.edge4j.maven.bom;

import io.edge4j.model.ModelFiles;

/**
 * What a bill of materials is for, and what it was made of.
 *
 * @param groupId of the module that makes the model
 * @param artifactId of that module
 * @param version of that module
 * @param name of the model
 * @param classifier that the optimized model is attached under
 * @param producer who wrote the bill, such as {@code edge-maven-plugin 1.0.0}
 * @param fp32 the model that was quantized
 * @param optimized the model that ships
 */
public record BomSubject(
    String groupId,
    String artifactId,
    String version,
    String name,
    String classifier,
    String producer,
    ModelFiles fp32,
    ModelFiles optimized) {}

package io.edge4j.maven.quantize;

import io.edge4j.maven.dataset.DatasetSpec;
import java.nio.file.Path;

/**
 * What to quantize, and how.
 *
 * @param fp32 the model to start from
 * @param int8 where the quantized model goes
 * @param dataset whose test split judges the result; null for seeded random inputs
 * @param recipe a label of {@link Recipe}
 * @param threads intra-op threads of the sessions that run both models
 * @param producer who says to have made the result, {@code edge-maven-plugin <version>}
 * @param report where the report goes, as JSON
 */
public record QuantizationRequest(
    Path fp32,
    Path int8,
    DatasetSpec dataset,
    String recipe,
    int threads,
    String producer,
    Path report) {}

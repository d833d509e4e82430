package io.edge4j.maven.collect;

import io.edge4j.maven.dataset.DatasetSpec;
import java.nio.file.Path;

/**
 * Which class gives the samples, and where they go.
 *
 * @param dataset of type {@code class}
 * @param directory that is filled
 */
public record CollectRequest(DatasetSpec dataset, Path directory) {}

package io.edge4j.maven.dataset;

import io.edge4j.model.InputContract;
import io.edge4j.model.TensorInfo;
import java.util.List;

/**
 * What a dataset has to know of the model that its samples are for.
 *
 * @param inputs what it takes
 * @param outputs as it declares them
 * @param labels names of its classes by output index; empty when it says none
 */
public record ModelView(InputContract inputs, List<TensorInfo> outputs, List<String> labels) {
  public ModelView {
    outputs = List.copyOf(outputs);
    labels = List.copyOf(labels);
  }
}

package io.edge4j.maven.export;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import org.jspecify.annotations.Nullable;

/** Hands out a block's parameters as traced arrays. */
final class ParameterSource extends ParameterStore {
  private final TracedParameters parameters;
  private final NDManager manager;

  ParameterSource(NDManager real, NDManager manager, TracedParameters parameters) {
    super(real, false);
    this.manager = manager;
    this.parameters = parameters;
  }

  @Override
  public @Nullable NDArray getValue(
      @Nullable Parameter parameter, Device device, boolean training) {
    // An optional parameter, such as the bias of a linear block without one, is null.
    return parameter == null ? null : parameters.of(parameter);
  }

  @Override
  public NDManager getManager() {
    return manager;
  }
}

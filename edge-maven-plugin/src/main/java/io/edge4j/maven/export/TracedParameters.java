package io.edge4j.maven.export;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import java.lang.reflect.Field;
import java.util.IdentityHashMap;
import java.util.function.UnaryOperator;

/**
 * While this is open, a block's parameters hold traced arrays: blocks that take a parameter's array
 * without asking the parameter store, and call its methods, are then seen like all others.
 */
final class TracedParameters implements AutoCloseable {
  private final IdentityHashMap<Parameter, NDArray> originals = new IdentityHashMap<>();
  private final Field array;
  private final UnaryOperator<NDArray> traced;

  TracedParameters(Block root, UnaryOperator<NDArray> traced) {
    this.array = arrayField();
    this.traced = traced;
    for (Pair<String, Parameter> entry : root.getParameters()) {
      Parameter parameter = entry.getValue();
      if (parameter != null && parameter.isInitialized() && !originals.containsKey(parameter)) {
        NDArray original = parameter.getArray();
        set(parameter, traced.apply(original));
        originals.put(parameter, original);
      }
    }
  }

  /** What the block gets when it asks for a parameter; its own if it was made since. */
  NDArray of(Parameter parameter) {
    return traced.apply(parameter.getArray());
  }

  @Override
  public void close() {
    originals.forEach(this::set);
    originals.clear();
  }

  private void set(Parameter parameter, NDArray value) {
    try {
      array.set(parameter, value);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("the field was made accessible", e);
    }
  }

  private static Field arrayField() {
    try {
      Field field = Parameter.class.getDeclaredField("array");
      field.setAccessible(true);
      return field;
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw new UnsupportedCall(
          "this version of DJL keeps a parameter's array elsewhere than 0.36 does ("
              + e.getMessage()
              + "); use DJL 0.36");
    }
  }
}

package io.edge4j.maven.export;

import io.edge4j.maven.onnx.GraphBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Names the free axes of inputs and outputs: an axis that follows another carries its name. */
final class Dimensions {
  private final Map<TracedDim, String> symbols = new HashMap<>();

  Dimensions(List<InputSpec> specs, List<Value> inputs) {
    for (int i = 0; i < specs.size(); i++) {
      List<InputSpec.Axis> axes = specs.get(i).axes();
      for (int j = 0; j < axes.size(); j++) {
        if (axes.get(j).symbol() != null) {
          symbols.putIfAbsent(inputs.get(i).shape().get(j), axes.get(j).symbol());
        }
      }
    }
  }

  List<GraphBuilder.Dimension> of(Value value) {
    return value.shape().stream().map(this::of).toList();
  }

  private GraphBuilder.Dimension of(TracedDim size) {
    if (size.isFixed()) {
      return GraphBuilder.Dimension.of(size.fixed());
    }
    String symbol = symbols.get(size);
    return symbol == null ? GraphBuilder.Dimension.unknown() : GraphBuilder.Dimension.named(symbol);
  }
}

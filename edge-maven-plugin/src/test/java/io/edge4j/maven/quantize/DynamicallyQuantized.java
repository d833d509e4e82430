package io.edge4j.maven.quantize;

import io.edge4j.maven.onnx.Model;
import java.io.IOException;
import java.util.List;

/** The recipe dynamic on every node that it can take. */
final class DynamicallyQuantized {
  private DynamicallyQuantized() {}

  /** Changes the model in place, and tells what became of its nodes. */
  static List<NodeDecision> apply(DynamicOptions options, Model model) throws IOException {
    return new DynamicRecipe(options).apply(model, new SelectedNodes(model, NodeSelection.ALL));
  }
}

package io.edge4j.maven.quantize;

import io.edge4j.maven.onnx.Node;
import java.io.IOException;

/** How one operator becomes its dynamically quantized form. */
@FunctionalInterface
interface WeightRewrite {
  /**
   * Emits the nodes that take the place of this one.
   *
   * @return what was done, for the report
   * @throws NotQuantizable when the node must stay; nothing has been emitted then
   */
  String rewrite(Node node, WeightRewriting rewriting) throws NotQuantizable, IOException;
}

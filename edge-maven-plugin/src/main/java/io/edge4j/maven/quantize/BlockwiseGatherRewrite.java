package io.edge4j.maven.quantize;

import io.edge4j.maven.onnx.Constant;
import io.edge4j.maven.onnx.Node;
import java.io.IOException;

/**
 * Gather of rows of a constant table: in the codes of a product where one reads the same table, and
 * else as recipe dynamic has it.
 *
 * @param products of the model
 */
record BlockwiseGatherRewrite(BlockwiseProducts products) implements WeightRewrite {

  @Override
  public String rewrite(Node node, WeightRewriting rewriting) throws NotQuantizable, IOException {
    Constant table = rewriting.constant(node.input(0));
    return table != null && products.shareTable(table, rewriting)
        ? products.lookUp(node, table, rewriting)
        : new GatherRewrite().rewrite(node, rewriting);
  }
}

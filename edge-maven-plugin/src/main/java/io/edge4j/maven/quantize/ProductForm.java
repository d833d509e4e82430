package io.edge4j.maven.quantize;

import java.io.IOException;

/** How a recipe writes products with a constant weight. */
interface ProductForm {

  /** A weight in that form. */
  interface Weight {
    /** Emits the product with it. */
    void multiply(WeightProduct product, WeightRewriting rewriting);

    /** What was done, for the report. */
    String done();
  }

  /**
   * The weight behind a value, stored once for all that share it.
   *
   * @param swapped whether the product reads the value with its two axes swapped
   * @throws NotQuantizable when the recipe has no form for it; nothing has been emitted then
   */
  Weight weight(String value, boolean swapped, WeightRewriting rewriting)
      throws NotQuantizable, IOException;
}

package io.edge4j.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * How the weights of a model are stored and computed with.
 *
 * @since 0.1.0
 */
public enum Recipe {
  /** 32-bit floats, as the model was trained. */
  FP32("fp32", true),
  /** Weights stored in half precision, computed with in 32-bit floats. */
  FP16("float16 weights", true),
  /** Weights in int8; the scales of activations are taken from each input as it comes. */
  DYNAMIC("dynamic int8", false),
  /**
   * Weights in blocks of integers with a scale each; activations are quantized row by row as they
   * come.
   */
  BLOCKWISE("block-wise int8", true),
  /** Weights and activations in int8, with scales that were measured beforehand. */
  STATIC("static int8", true);

  private final String description;
  private final boolean rowsAreIndependent;

  Recipe(String description, boolean rowsAreIndependent) {
    this.description = description;
    this.rowsAreIndependent = rowsAreIndependent;
  }

  /** As it stands in the pom, in reports and in {@code edge.recipe}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** For people, for example {@code dynamic int8}. */
  public String description() {
    return description;
  }

  /**
   * Whether the rows of a batch leave each other's answers alone. A dynamically quantized model
   * takes its scales from the whole batch, so that its rows do not.
   */
  public boolean rowsAreIndependent() {
    return rowsAreIndependent;
  }

  /** The recipe of that {@link #label()}; empty for one that this version does not know. */
  public static Optional<Recipe> of(String label) {
    return Arrays.stream(values()).filter(recipe -> recipe.label().equals(label)).findFirst();
  }
}

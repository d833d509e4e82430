package io.edge4j.maven.quantize;

import io.edge4j.maven.stage.StageException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How a model is quantized. Knows no engine, so that a goal can check its configuration with it.
 */
public enum Recipe {
  /**
   * Weights of fully connected layers to int8, activations quantized while the model runs. Needs no
   * data.
   */
  DYNAMIC,
  /**
   * Weights and activations to integers, convolutions too, with ranges measured on samples of the
   * training split.
   */
  STATIC,
  /** The fastest of fp32, dynamic and static whose accuracy loss is allowed. */
  AUTO;

  /** As the pom writes it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static List<String> labels() {
    return Arrays.stream(values()).map(Recipe::label).toList();
  }

  /**
   * The recipe of that label.
   *
   * @param label as the pom's {@code recipe} has it
   * @throws StageException when there is no such recipe; names those there are
   */
  public static Recipe of(String label) throws StageException {
    for (Recipe recipe : values()) {
      if (recipe.label().equals(label)) {
        return recipe;
      }
    }
    throw new StageException(
        "<recipe> (edge.recipe): there is no recipe '"
            + label
            + "'; use one of "
            + String.join(", ", labels()));
  }
}

package io.edge4j.maven.quantize;

import com.google.gson.TypeAdapter;
import com.google.gson.annotations.JsonAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import io.edge4j.maven.stage.StageException;
import io.edge4j.model.Recipe;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What the pom says of the recipe: one of them, or {@code auto} for the best one. Knows no engine,
 * so that a goal can check its configuration with it.
 *
 * @param recipe empty for {@code auto}
 */
@JsonAdapter(RecipeChoice.Adapter.class)
public record RecipeChoice(Optional<Recipe> recipe) {
  /** The fastest recipe whose loss of accuracy is allowed. */
  public static final RecipeChoice AUTO = new RecipeChoice(Optional.empty());

  private static final String AUTO_LABEL = "auto";

  public static RecipeChoice of(Recipe recipe) {
    return new RecipeChoice(Optional.of(recipe));
  }

  /**
   * The choice of that label.
   *
   * @param label as the pom's {@code recipe} has it
   * @throws StageException when there is no such recipe; names those there are
   */
  public static RecipeChoice of(String label) throws StageException {
    Optional<RecipeChoice> choice = find(label);
    if (choice.isEmpty()) {
      List<String> labels =
          new ArrayList<>(Arrays.stream(Recipe.values()).map(Recipe::label).toList());
      labels.add(AUTO_LABEL);
      throw new StageException(
          "<recipe> (edge.recipe): there is no recipe '"
              + label
              + "'; use one of "
              + String.join(", ", labels));
    }
    return choice.get();
  }

  private static Optional<RecipeChoice> find(String label) {
    return AUTO_LABEL.equals(label) ? Optional.of(AUTO) : Recipe.of(label).map(RecipeChoice::of);
  }

  /** Whether it is always that recipe. */
  public boolean is(Recipe one) {
    return recipe.equals(Optional.of(one));
  }

  /** As the pom writes it. */
  public String label() {
    return recipe.map(Recipe::label).orElse(AUTO_LABEL);
  }

  @Override
  public String toString() {
    return label();
  }

  static final class Adapter extends TypeAdapter<RecipeChoice> {
    @Override
    public void write(JsonWriter out, RecipeChoice choice) throws IOException {
      out.value(choice.label());
    }

    @Override
    public RecipeChoice read(JsonReader in) throws IOException {
      String label = in.nextString();
      return find(label).orElseThrow(() -> new IOException("there is no recipe '" + label + "'"));
    }
  }
}

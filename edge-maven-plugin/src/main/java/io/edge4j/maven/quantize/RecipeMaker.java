package io.edge4j.maven.quantize;

import ai.onnxruntime.OrtException;
import io.edge4j.maven.stage.StageException;
import io.edge4j.model.Recipe;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What makes models by one recipe. {@link CandidateBuilder} has the table of all. */
@FunctionalInterface
interface RecipeMaker {

  /** Makes a model from the fp32 model anew. */
  @FunctionalInterface
  interface Making {
    /**
     * Makes it.
     *
     * @param kept names of nodes that stay fp32
     */
    Candidate make(Set<String> kept) throws IOException, OrtException, StageException;
  }

  /**
   * One way to follow a recipe.
   *
   * @param name what reports call what comes of it
   */
  record Form(String name, Recipe recipe, Making making) {
    Candidate make(Set<String> kept) throws IOException, OrtException, StageException {
      return making.make(kept);
    }
  }

  /** What the pom asks for by the recipe's name, and behind it what recipe auto tries besides. */
  List<Form> forms();

  /** What is missing for this recipe, as a sentence with the way out; empty when nothing is. */
  default Optional<String> obstacle() {
    return Optional.empty();
  }

  /** Whether it reads nothing but weights, so that the fp32 model may run meanwhile. */
  default boolean readsOnlyWeights() {
    return false;
  }
}

package io.edge4j.maven.quantize;

import java.util.List;

/**
 * What a build says of the model that it ships.
 *
 * @param name the pom's {@code modelName}; empty to keep what the model says
 * @param version of the project; empty to keep what the model says
 * @param labels names of its classes by output index, as the pom gives them; empty where it gives
 *     none
 * @param producer who says to have made it, {@code edge-maven-plugin <version>}
 */
public record ModelIdentity(String name, String version, List<String> labels, String producer) {
  public ModelIdentity {
    labels = List.copyOf(labels);
  }

  /** Of a model that keeps what it says of itself. */
  public static ModelIdentity unchanged(String producer) {
    return new ModelIdentity("", "", List.of(), producer);
  }
}

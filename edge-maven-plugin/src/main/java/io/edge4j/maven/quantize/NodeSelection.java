package io.edge4j.maven.quantize;

import java.util.List;

/**
 * Which nodes a recipe may touch. Empty lists restrict nothing.
 *
 * @param include patterns over node names, {@code *} for any characters; when there are some, a
 *     node must match one
 * @param exclude patterns over node names that stay as they are
 * @param opTypes operators, for example {@code Gemm}
 * @param headOnly only what no convolution depends on: the layers after the last one
 */
public record NodeSelection(
    List<String> include, List<String> exclude, List<String> opTypes, boolean headOnly) {
  public static final NodeSelection ALL = new NodeSelection(List.of(), List.of(), List.of(), false);

  public NodeSelection {
    include = include == null ? List.of() : List.copyOf(include);
    exclude = exclude == null ? List.of() : List.copyOf(exclude);
    opTypes = opTypes == null ? List.of() : List.copyOf(opTypes);
  }
}

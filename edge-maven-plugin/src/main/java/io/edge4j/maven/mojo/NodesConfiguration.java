package io.edge4j.maven.mojo;

import io.edge4j.maven.quantize.NodeSelection;
import java.util.List;

/** The pom's {@code <nodes>}: which nodes a recipe may touch. */
public final class NodesConfiguration {
  /** Patterns over node names, {@code *} for any characters; a node has to match one. */
  List<String> include = List.of();

  /** Patterns over node names that stay as they are. */
  List<String> exclude = List.of();

  /** Operators, for example {@code Gemm}. */
  List<String> opTypes = List.of();

  /** Only what comes after the last convolution. */
  boolean headOnly;

  NodeSelection selection() {
    return new NodeSelection(include, exclude, opTypes, headOnly);
  }
}

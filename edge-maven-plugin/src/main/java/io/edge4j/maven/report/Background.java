package io.edge4j.maven.report;

import java.util.List;

/**
 * What a page tells beside what was measured: how the model came about, and what earlier releases
 * were like.
 *
 * @param releases earlier ones, the oldest first
 * @param remarks a sentence each: why releases are missing that a reader might look for
 * @param layers what the quantizer did to each node
 * @param classes what the trained network makes of each class
 */
public record Background(
    List<ReleaseFigures> releases,
    List<String> remarks,
    QuantizedLayers layers,
    PredictedClasses classes) {
  /** Of a model of which nothing is known but its figures. */
  public static final Background NONE =
      new Background(List.of(), List.of(), QuantizedLayers.NONE, PredictedClasses.NONE);

  public Background {
    releases = List.copyOf(releases);
    remarks = List.copyOf(remarks);
  }

  /** How the model came about, without what earlier releases were like. */
  public static Background of(QuantizedLayers layers, PredictedClasses classes) {
    return new Background(List.of(), List.of(), layers, classes);
  }

  /** The same model, and what is known of earlier releases. */
  public Background after(List<ReleaseFigures> earlier, List<String> missing) {
    return new Background(earlier, missing, layers, classes);
  }
}

package io.edge4j.maven.report;

import java.util.List;

/**
 * What a page tells beside what was measured: how the model came about, and what earlier releases
 * were like.
 *
 * @param releases earlier ones, the oldest first
 * @param remarks a sentence each: why releases are missing that a reader might look for
 * @param layers what the quantizer did to each node
 */
public record Background(
    List<ReleaseFigures> releases, List<String> remarks, QuantizedLayers layers) {
  /** Of a model of which nothing is known but its figures. */
  public static final Background NONE = new Background(List.of(), List.of(), QuantizedLayers.NONE);

  public Background {
    releases = List.copyOf(releases);
    remarks = List.copyOf(remarks);
  }
}

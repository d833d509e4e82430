package io.edge4j.maven.pipeline;

import io.edge4j.maven.stage.StageException;

/**
 * How many earlier releases the benchmark's page shows beside the present build.
 *
 * @param releases whose
 * @param count how many at most; 0 for none
 */
public record HistoryQuery(ReleaseQuery releases, int count) {

  void validate() throws StageException {
    if (count < 0) {
      throw new StageException(
          "<history> (edge.history) is "
              + count
              + "; give the number of earlier releases that the report shows, for example 10, or 0"
              + " for none");
    }
  }
}

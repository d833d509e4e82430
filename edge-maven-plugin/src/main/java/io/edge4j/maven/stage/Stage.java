package io.edge4j.maven.stage;

import java.io.IOException;

/**
 * One step on the way from data to a measured model. A stage reads files and a request, writes
 * files and returns a report; it knows neither Maven nor the stages around it, so it can be run
 * alone.
 *
 * <p>Implementations have a public no-argument constructor: the worker JVM makes them by name.
 *
 * @param <Q> the request, an immutable record that survives a round trip through {@link Json}
 * @param <R> the report, likewise
 */
public interface Stage<Q extends Record, R extends Record> {

  /** The record that a request file is read into. */
  Class<Q> requestType();

  /**
   * Does the work. Files named in the request are whole when this returns, and untouched or absent
   * when it throws.
   *
   * @throws StageException when the user can do something about it
   * @throws IOException when a file cannot be read or written
   * @throws InterruptedException when the worker is being ended
   */
  R run(Q request, Progress progress) throws StageException, IOException, InterruptedException;
}

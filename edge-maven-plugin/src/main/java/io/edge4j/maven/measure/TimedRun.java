package io.edge4j.maven.measure;

/**
 * One run of a thing that is measured.
 *
 * @param <X> what a run may fail with; {@link RuntimeException} for nothing checked
 */
@FunctionalInterface
public interface TimedRun<X extends Exception> {
  /** Runs once, and gives the nanoseconds around exactly what is to be measured. */
  long timed() throws X;
}

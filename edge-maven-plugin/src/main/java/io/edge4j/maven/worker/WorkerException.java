package io.edge4j.maven.worker;

/** A worker JVM ended without a result. The message says how, where its log is, and what to do. */
public final class WorkerException extends Exception {
  private static final long serialVersionUID = 1L;

  WorkerException(String message) {
    super(message);
  }
}

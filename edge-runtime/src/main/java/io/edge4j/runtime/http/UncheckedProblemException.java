package io.edge4j.runtime.http;

import java.io.Serial;

/** A {@link ProblemException} on its way through code that declares none. */
final class UncheckedProblemException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  private final transient Problem problem;

  UncheckedProblemException(Problem problem) {
    // No stack trace, as there.
    super(problem.detail(), null, false, false);
    this.problem = problem;
  }

  Problem problem() {
    return problem;
  }
}

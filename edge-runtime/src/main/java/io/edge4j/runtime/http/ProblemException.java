package io.edge4j.runtime.http;

import java.io.Serial;

/** Carries a {@link Problem} from where it is found to where it is answered. */
final class ProblemException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  private final transient Problem problem;

  ProblemException(Problem problem) {
    // No stack trace: the fault is the client's, and a flood of them must stay cheap.
    super(problem.detail(), null, false, false);
    this.problem = problem;
  }

  ProblemException(int status, String detail) {
    this(Problem.of(status, detail));
  }

  Problem problem() {
    return problem;
  }
}

package io.edge4j.maven.benchmark;

/**
 * How sure a gate must be, when the forks were looked at before more of them follow. Two looks at
 * growing data find something that is not there more often than one does, so each may use up only a
 * part of the 5 % that a 95 % interval is wrong in: after O'Brien and Fleming, "A Multiple Testing
 * Procedure for Clinical Trials" (1979), little at the first look, nearly all at the last.
 *
 * @param tail chance that the true value lies beyond one end of the interval that decides
 */
record Look(double tail) {
  /** The one look of a protocol without extra forks: the 95 % interval itself. */
  static final Look ONLY = new Look(0.025);

  /** The first of two: beyond 2.797 standard errors of a normal distribution. */
  static final Look FIRST = new Look(0.0026);

  /** The last of two: beyond 1.977 standard errors. */
  static final Look LAST = new Look(0.0240);
}

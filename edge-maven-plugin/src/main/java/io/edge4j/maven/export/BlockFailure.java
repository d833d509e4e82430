package io.edge4j.maven.export;

/** What a block threw while it ran, with the place in it. It never leaves this package. */
final class BlockFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int LONGEST = 300;

  BlockFailure(String place, RuntimeException cause) {
    super(place + ": " + said(cause), cause);
  }

  /** The engine's messages go on with a stack trace of its own. */
  private static String said(RuntimeException cause) {
    String message = cause.getMessage();
    if (message == null || message.isBlank()) {
      return cause.toString();
    }
    String first = message.strip().lines().findFirst().orElse("");
    return first.length() > LONGEST ? first.substring(0, LONGEST) + "..." : first;
  }
}

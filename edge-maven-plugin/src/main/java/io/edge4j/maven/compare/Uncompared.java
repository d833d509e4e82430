package io.edge4j.maven.compare;

/**
 * An output that could not be compared.
 *
 * @param output its name
 * @param reason in words, without a full stop
 * @param isBroken whether the other model is at fault: it gives no number where one is right
 */
public record Uncompared(String output, String reason, boolean isBroken) {

  /** The output and the reason, as one line of a log. */
  @Override
  public String toString() {
    return output + ": " + reason;
  }
}

package io.edge4j.maven.quantize;

/**
 * How recipe {@code dynamic} works on a model.
 *
 * @param perChannel a scale per column of each weight that has two dimensions, instead of one for
 *     all of it: nearly the same size, a smaller error
 * @param reduceRange weights within ±64, for x86 processors without VNNI
 * @param zeroPoints whether the weight of a product gets zero points where that has less error; not
 *     with a reduced range
 */
public record DynamicOptions(boolean perChannel, boolean reduceRange, boolean zeroPoints) {
  public static final DynamicOptions DEFAULT = new DynamicOptions(true, false);

  /** With zero points where they help. */
  public DynamicOptions(boolean perChannel, boolean reduceRange) {
    this(perChannel, reduceRange, true);
  }
}

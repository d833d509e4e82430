package io.edge4j.maven.quantize;

/**
 * How recipe {@code dynamic} works on a model.
 *
 * @param perChannel a scale per column of each weight that has two dimensions, instead of one for
 *     all of it: nearly the same size, a smaller error
 * @param reduceRange weights within ±64, for x86 processors without VNNI
 * @param refined whether weights of products are rounded better than each to the nearest number of
 *     a symmetric scale: zero points where those have less error, and sums of errors near zero.
 *     Without it they are those of ONNX Runtime's Python quantizer
 */
public record DynamicOptions(boolean perChannel, boolean reduceRange, boolean refined) {
  public static final DynamicOptions DEFAULT = new DynamicOptions(true, false);

  /** Refined. */
  public DynamicOptions(boolean perChannel, boolean reduceRange) {
    this(perChannel, reduceRange, true);
  }
}

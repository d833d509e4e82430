package io.edge4j.maven.quantize;

/**
 * How recipe {@code static} works on a model.
 *
 * @param perChannel a scale an output channel of each weight, instead of one for all of it
 * @param reduceRange weights within ±64, for x86 processors without VNNI
 * @param keepFirstAndLast the first and the last layer with weights stay fp32
 */
public record StaticOptions(boolean perChannel, boolean reduceRange, boolean keepFirstAndLast) {
  public static final StaticOptions DEFAULT = new StaticOptions(true, false, false);
}

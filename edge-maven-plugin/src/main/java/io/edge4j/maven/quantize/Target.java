package io.edge4j.maven.quantize;

import io.edge4j.maven.stage.StageException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Processors that a model can be made for, and what their integer kernels want. Activations are
 * uint8 for all of them, as ONNX Runtime's kernels for x86 and arm64 take them.
 */
enum Target {
  /** With AVX2 or AVX-512, but no VNNI: two products are added in 16 bits. */
  X86_AVX2(true, "its kernels add two products in 16 bits, which full weights overflow"),
  /** With AVX-VNNI or AVX512-VNNI. */
  X86_VNNI(false, "its VNNI kernels add products in 32 bits"),
  /** Any 64-bit ARM. */
  ARM64(false, "its kernels add products in 32 bits");

  /** The processor of the machine that builds. */
  static final String THIS_MACHINE = "this-machine";

  private final boolean reduceRange;
  private final String reason;

  Target(boolean reduceRange, String reason) {
    this.reduceRange = reduceRange;
    this.reason = reason;
  }

  /** As the pom writes it. */
  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether int8 weights stay within ±64. */
  boolean reduceRange() {
    return reduceRange;
  }

  /** Why, in a clause. */
  String reason() {
    return reason;
  }

  /**
   * The target of that label; empty for {@link #THIS_MACHINE}.
   *
   * @throws StageException when there is none; names those there are
   */
  static Optional<Target> of(String label) throws StageException {
    if (label.equals(THIS_MACHINE)) {
      return Optional.empty();
    }
    for (Target target : values()) {
      if (target.label().equals(label)) {
        return Optional.of(target);
      }
    }
    throw new StageException(
        "<target> (edge.target): there is no target '"
            + label
            + "'; use one of "
            + Arrays.stream(values()).map(Target::label).collect(Collectors.joining(", "))
            + ", "
            + THIS_MACHINE);
  }
}

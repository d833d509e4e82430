package io.edge4j.maven.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edge4j.maven.stage.StageException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a target sets, and how the processor of a machine is told. */
class TargetSettingsTest {
  private static final Processor VNNI =
      Processor.of("amd64", List.of("processor\t: 0", "flags\t\t: fpu avx2 avx512_vnni"));

  @ParameterizedTest
  @CsvSource({
    "amd64, flags : fpu avx2 avx512_vnni, x86-vnni",
    "x86_64, flags : fpu avx_vnni avx2, x86-vnni",
    "amd64, flags : fpu avx2 avx512bw, x86-avx2",
    "aarch64, Features : fp asimd, arm64",
  })
  void aProcessorIsToldByItsFlags(String architecture, String line, String target) {
    assertThat(Processor.of(architecture, List.of("model name : any", line)).target())
        .map(Target::label)
        .hasValue(target);
  }

  @Test
  void weightsAreReducedWhereSumsSaturate() throws Exception {
    Processor old = Processor.of("amd64", List.of("flags : avx2"));

    assertThat(settings("x86-avx2", VNNI).reduceRange()).isTrue();
    assertThat(settings("this-machine", old).reduceRange()).isTrue();
    assertThat(settings("this-machine", VNNI).reduceRange()).isFalse();
    assertThat(settings("arm64", old).reduceRange()).isFalse();
  }

  @Test
  void thisMachineIsNamedWithTheFlagThatToldIt() throws Exception {
    assertThat(settings("this-machine", VNNI).words())
        .isEqualTo(
            "target this-machine, which is x86-vnni (it has avx512_vnni): int8 weights use all of"
                + " ±127, for its VNNI kernels add products in 32 bits; activations uint8; accuracy"
                + " is measured where the build runs");
  }

  @Test
  void whereNoFlagsCanBeReadThatIsSaid() throws Exception {
    TargetSettings settings = settings("this-machine", Processor.of("amd64", List.of()));

    assertThat(settings.reduceRange()).isFalse();
    assertThat(settings.words())
        .contains("unknown (its flags cannot be read here", "name a <target> (edge.target)");
  }

  @Test
  void aBuildOnAnotherProcessorSaysWhereAccuracyIsMeasured() throws Exception {
    assertThat(settings("arm64", VNNI).words()).endsWith("the build runs, which is x86-vnni");
  }

  @Test
  void whatThePomSaysOfTheRangeIsStronger() throws Exception {
    TargetSettings settings = TargetSettings.of("x86-avx2", false, VNNI);

    assertThat(settings.reduceRange()).isFalse();
    assertThat(settings.words()).contains("as <reduceRange> (edge.reduceRange) says");
  }

  @Test
  void anUnknownTargetIsRefusedWithThoseThereAre() {
    assertThatThrownBy(() -> settings("riscv", VNNI))
        .isInstanceOf(StageException.class)
        .hasMessageContaining("use one of x86-avx2, x86-vnni, arm64, this-machine");
  }

  private static TargetSettings settings(String label, Processor builder) throws StageException {
    return TargetSettings.of(label, null, builder);
  }
}

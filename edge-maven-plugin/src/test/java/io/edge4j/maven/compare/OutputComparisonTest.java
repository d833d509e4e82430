package io.edge4j.maven.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.edge4j.model.OutputValue;
import io.edge4j.model.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OutputComparisonTest {
  private final OutputComparison comparison = new OutputComparison();

  @Test
  void numbersHaveAnErrorAndADirection() {
    add(floats(3, 4), floats(3, 3));

    OutputDifference found = only();
    assertThat(found.relativeError()).isCloseTo(1.0 / 5, within(1e-12));
    assertThat(found.signalToNoiseDecibels()).isCloseTo(20 * Math.log10(5), within(1e-9));
    assertThat(found.largest()).isEqualTo(1);
    assertThat(found.cosine()).isCloseTo(21 / (5 * Math.sqrt(18)), within(1e-12));
    assertThat(found.agreement()).isNull();
  }

  @Test
  void theErrorIsThatOfAllRunsAndTheCosineTheirMean() {
    add(floats(1, 0), floats(1, 0));
    add(floats(0, 1), floats(1, 0));

    assertThat(only().relativeError()).isCloseTo(1, within(1e-12));
    assertThat(only().cosine()).isCloseTo(0.5, within(1e-12));
    assertThat(only().leastCosine()).isZero();
  }

  @Test
  void doublesAndHalvesAreNumbersToo() {
    add(Tensor.of(new double[] {1, 1}, 2), Tensor.of(new double[] {1, 1 + 1e-9}, 2));
    assertThat(only().relativeError()).isBetween(1e-10, 1e-8);

    OutputComparison halves = new OutputComparison();
    halves.add(
        Map.of("y", Tensor.ofFloat16(new float[] {1, 2}, 2)),
        Map.of("y", Tensor.of(new float[] {1, 2.5f}, 2)));
    assertThat(halves.differences().relativeError()).hasValue(0.5 / Math.sqrt(5));
  }

  @Test
  void aSingleNumberHasNoDirection() {
    add(floats(5), floats(5));

    assertThat(only().relativeError()).isZero();
    assertThat(only().cosine()).isNull();
  }

  @Test
  void whatIsNoNumberWithAFractionAgreesOrDoesNot() {
    comparison.add(
        Map.of(
            "class", Tensor.of(new long[] {3, 1}, 2),
            "valid", Tensor.of(new boolean[] {true, false}, 2),
            "name", Tensor.of(new String[] {"a", "b"}, 2)),
        Map.of(
            "class", Tensor.of(new long[] {3, 2}, 2),
            "valid", Tensor.of(new boolean[] {true, false}, 2),
            "name", Tensor.of(new String[] {"b", "a"}, 2)));

    Differences found = comparison.differences();
    assertThat(found.outputs())
        .allSatisfy(output -> assertThat(output.relativeError()).isNull())
        .extracting(OutputDifference::output, OutputDifference::agreement)
        .containsExactlyInAnyOrder(tuple("class", 0.5), tuple("valid", 1.0), tuple("name", 0.0));
    assertThat(found.agreement()).hasValue(0);
    assertThat(found.relativeError()).isEmpty();
  }

  @Test
  void mapsAreComparedKeyByKey() {
    add(zipMap(new String[] {"no", "yes"}, 0.6f, 0.8f), zipMap(new String[] {"no", "yes"}, 1, 0));

    assertThat(only().relativeError()).isCloseTo(Math.sqrt(0.16 + 0.64), within(1e-6));
    assertThat(only().cosine()).isCloseTo(0.6, within(1e-6));
  }

  @Test
  void mapsWithOtherKeysAreNamed() {
    add(zipMap(new String[] {"no", "yes"}, 1, 2), zipMap(new String[] {"no", "perhaps"}, 1, 2));

    assertThat(comparison.differences().outputs()).isEmpty();
    assertThat(comparison.differences().uncompared())
        .containsExactly(
            new Uncompared("y", "the keys of its maps are others from the other model", false));
  }

  @Test
  void whatCannotBeReadIsNamed() {
    comparison.add(
        Map.of("y", floats(1), "z", new OutputValue.Unreadable("uint32[4]")),
        Map.of("y", floats(1), "z", new OutputValue.Unreadable("uint32[4]")));

    Differences found = comparison.differences();
    assertThat(found.isComplete()).isFalse();
    assertThat(found.uncompared())
        .extracting(Uncompared::toString)
        .containsExactly("z: ONNX Runtime's Java interface cannot read uint32[4]");
  }

  @Test
  void aShapeThatDependsOnTheValuesIsNamed() {
    add(floats(1, 2), floats(1, 2));
    add(floats(1, 2), floats(1, 2, 3));

    assertThat(comparison.differences().uncompared())
        .extracting(Uncompared::reason)
        .containsExactly("it is float[2], and float[3] from the other model");
  }

  @Test
  void anOutputThatIsMissingIsNamed() {
    comparison.add(Map.of("y", floats(1)), Map.of("other", floats(1)));

    assertThat(comparison.differences().uncompared())
        .extracting(Uncompared::reason)
        .containsExactly("the other model does not give it");
  }

  @Test
  void anOutputThatNeverHoldsAnythingIsNamed() {
    add(floats(), floats());

    assertThat(comparison.differences().uncompared())
        .extracting(Uncompared::reason)
        .containsExactly("it holds no values in any of 1 runs");
  }

  @Test
  void noNumberWhereOneIsRightIsAFault() {
    add(floats(1, 2), floats(1, Float.NaN));

    assertThat(comparison.differences().uncompared())
        .containsExactly(
            new Uncompared("y", "it is NaN from the other model where 2.0 is right", true));
  }

  @Test
  void whereTheReferenceGivesNoNumberNothingIsAsked() {
    add(floats(1, Float.NaN), floats(1, 7));

    assertThat(only().relativeError()).isZero();
  }

  @Test
  void aReferenceOfZerosMakesEveryDifferenceWhole() {
    add(floats(0, 0), floats(0, 1e-3f));

    assertThat(only().relativeError()).isEqualTo(1);
    assertThat(only().signalToNoiseDecibels()).isNull();
  }

  @Test
  void valuesFarFromZeroAreCountedFromTheirMean() {
    comparison.countFrom("y", 2000);
    add(floats(2001), floats(2000));

    assertThat(only().relativeError()).isEqualTo(1);
  }

  private void add(OutputValue reference, OutputValue other) {
    comparison.add(Map.of("y", reference), Map.of("y", other));
  }

  private OutputDifference only() {
    assertThat(comparison.differences().isComplete()).isTrue();
    assertThat(comparison.differences().outputs()).hasSize(1);
    return comparison.differences().outputs().get(0);
  }

  private static Tensor floats(float... values) {
    return Tensor.of(values, values.length);
  }

  private static OutputValue zipMap(String[] keys, float... values) {
    return new OutputValue.Sequence(
        List.of(new OutputValue.Entries(Tensor.of(keys, keys.length), floats(values))));
  }
}

package io.edge4j.maven.quantize;

import static org.assertj.core.api.Assertions.assertThat;

import io.edge4j.model.Recipe;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The line that says why recipe auto took what it took. */
class DecisionTest {
  private static final Trial DROPPED = Trial.dropped("static", Recipe.STATIC, "it does not work");

  @Test
  void whatWasWonAndGivenUpStandsBesideTheNextBest() {
    List<Trial> trials =
        List.of(
            trial("fp32", Recipe.FP32, 400, 1, "slower or larger"),
            trial("dynamic", Recipe.DYNAMIC, 100, 1.5, "slower or larger"),
            trial("blockwise", Recipe.BLOCKWISE, 100, 2, "chosen"),
            DROPPED);

    assertThat(new Decision(trials).line("output y relative error 0.01, allowed 0.2"))
        .isEqualTo(
            "auto takes blockwise: 2.00 times fp32's speed (1.90 to 2.10), 4.00 times smaller; it"
                + " gives up: output y relative error 0.01, allowed 0.2; the fastest of the others"
                + " is dynamic with 1.50 times: slower or larger");
  }

  @Test
  void fp32StaysForAReason() {
    List<Trial> trials =
        List.of(
            trial("fp32", Recipe.FP32, 400, 1, "chosen"),
            trial("dynamic", Recipe.DYNAMIC, 100, 0.8, "not surely faster than fp32"));

    assertThat(new Decision(trials).line("nothing"))
        .isEqualTo(
            "auto keeps fp32: the fastest of the others, dynamic, has 0.80 times fp32's speed (0.70"
                + " to 0.90) and is not taken: not surely faster than fp32");
  }

  @Test
  void fp32StaysWhereNothingElseWorks() {
    List<Trial> trials = List.of(trial("fp32", Recipe.FP32, 400, 1, "chosen"), DROPPED);

    assertThat(new Decision(trials).line("nothing"))
        .isEqualTo("auto keeps fp32: there is nothing else that works");
  }

  private static Trial trial(
      String name, Recipe recipe, long bytes, double speedup, String outcome) {
    return new Trial(
        name,
        recipe,
        bytes,
        null,
        null,
        null,
        null,
        10.0,
        speedup,
        speedup - 0.1,
        speedup + 0.1,
        List.of(),
        outcome);
  }
}

package io.edge4j.maven.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.edge4j.maven.compare.Differences;
import io.edge4j.maven.compare.OutputDifference;
import io.edge4j.maven.compare.Uncompared;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What decides about a candidate, and how much it may lose. */
class JudgementTest {
  private static final AllowedLoss LOSS = new AllowedLoss(0.005, 0.2);

  @Test
  void vectorsAreJudgedByTheirAngle() {
    // Twice as long in the same direction: nothing that whoever compares vectors would see.
    Judgement longer = outputs(vector(1, 1, List.of(1L, 16L, 384L)));

    assertThat(longer.judgedBy()).isEqualTo(JudgedBy.COSINE);
    assertThat(LOSS.permits(longer)).isTrue();
  }

  @Test
  void aUsefulEncoderPassesAndARoughOneDoesNot() {
    assertThat(LOSS.permits(outputs(vector(0.14, 0.994, List.of(1L, 384L))))).isTrue();

    Judgement fourBits = outputs(vector(0.22, 0.976, List.of(1L, 384L)));
    assertThat(LOSS.permits(fourBits)).isFalse();
    assertThat(LOSS.objection(fourBits))
        .isEqualTo("loses too much: output y cosine 0.97600, at least 0.98000");
  }

  @Test
  void anAngleIsAsStrictAsTheErrorOfVectorsOfLengthOne() {
    double cosine = Math.cos(0.1);

    assertThat(outputs(vector(9, cosine, List.of(1L, 64L))).worstLoss())
        .isCloseTo(2 * Math.sin(0.05), within(1e-9));
  }

  @Test
  void fewNumbersAndPicturesAreJudgedByTheirError() {
    assertThat(outputs(vector(0.1, 1, List.of(1L, 10L))).judgedBy())
        .isEqualTo(JudgedBy.RELATIVE_ERROR);
    assertThat(outputs(vector(0.1, 1, List.of(1L, 3L, 64L, 64L))).judgedBy())
        .isEqualTo(JudgedBy.RELATIVE_ERROR);
  }

  @Test
  void ofSeveralOutputsTheWorstDecides() {
    Judgement both =
        outputs(
            vector(0.1, 0.999, List.of(1L, 384L)),
            new OutputDifference("class", List.of(1L), 16, null, null, null, null, null, 0.5));

    assertThat(both.judgedBy()).isEqualTo(JudgedBy.RELATIVE_ERROR);
    assertThat(LOSS.permits(both)).isFalse();
    assertThat(LOSS.describe(both)).isEqualTo("output class equal values 50.00 %, at least 80 %");
  }

  @Test
  void oneOutputThatCouldNotBeComparedIsEnoughToObject() {
    Judgement partly =
        Judgement.unlabelled(
            null,
            16,
            new Differences(
                List.of(vector(0.01, 1, List.of(1L, 384L))),
                List.of(new Uncompared("boxes", "it holds no values in any of 16 runs", false))));

    assertThat(LOSS.permits(partly)).isFalse();
    assertThat(LOSS.objection(partly))
        .isEqualTo(
            "it could not be compared with fp32: output boxes: it holds no values in any of 16 runs");
  }

  @Test
  void predictedValuesMayLoseAShareOfWhatTheyExplain() {
    assertThat(LOSS.permits(predicting(1.0, 1.05, 10))).isTrue();
    assertThat(LOSS.permits(predicting(1.0, 1.3, 10))).isFalse();
    assertThat(LOSS.objection(predicting(1.0, 1.3, 10)))
        .isEqualTo(
            "loses too much: root mean square error 1.3000, fp32 1.0000: 0.00690 of the variance"
                + " lost, allowed 0.005");
  }

  private static Judgement outputs(OutputDifference... outputs) {
    return Judgement.unlabelled(null, 16, new Differences(List.of(outputs), List.of()));
  }

  private static Judgement predicting(double fp32, double optimized, double spread) {
    return new Judgement(
        null,
        16,
        null,
        new QuantizationReport.Prediction(fp32, optimized, spread),
        TestDifferences.of(0.5));
  }

  private static OutputDifference vector(double error, double cosine, List<Long> shape) {
    return new OutputDifference("y", shape, 384, error, 0.0, 0.0, cosine, cosine, null);
  }
}

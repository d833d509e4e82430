package io.edge4j.maven.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.edge4j.model.OutputValue;
import io.edge4j.model.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClassAnswerTest {
  private static final List<String> WORDS = List.of("cat", "dog", "fox");

  @Test
  void scoresOfWhateverWidthSayIt() {
    assertThat(classOf(WORDS, Map.of("y", Tensor.of(new float[] {1, 3, 2}, 1, 3)))).isOne();
    assertThat(classOf(WORDS, Map.of("y", Tensor.of(new double[] {1, 3, 4}, 3)))).isEqualTo(2);
  }

  @Test
  void scoresComeBeforeTheLabel() {
    Map<String, OutputValue> outputs = new LinkedHashMap<>();
    outputs.put("label", Tensor.of(new long[] {0}, 1));
    outputs.put("scores", Tensor.of(new float[] {1, 3, 2}, 1, 3));

    assertThat(classOf(WORDS, outputs)).isOne();
  }

  @Test
  void aLabelIsAClassByItsName() {
    assertThat(classOf(WORDS, Map.of("label", Tensor.of(new String[] {"fox"}, 1)))).isEqualTo(2);
    assertThat(classOf(List.of("10", "7"), Map.of("label", Tensor.of(new long[] {7}, 1)))).isOne();
  }

  @Test
  void aNumberIsThePlaceOfAClassThatIsNoNumber() {
    assertThat(classOf(WORDS, Map.of("label", Tensor.of(new long[] {2}, 1)))).isEqualTo(2);
  }

  @Test
  void aLabelThatTheDatasetDoesNotKnowIsNoClass() {
    assertThat(classOf(WORDS, Map.of("label", Tensor.of(new String[] {"cow"}, 1)))).isEqualTo(-1);
    assertThat(classOf(List.of("1", "2"), Map.of("label", Tensor.of(new long[] {0}, 1))))
        .isEqualTo(-1);
  }

  @Test
  void theLargestOfAMapOfScoresSaysIt() {
    OutputValue zipMap =
        new OutputValue.Sequence(
            List.of(
                new OutputValue.Entries(
                    Tensor.of(new String[] {"cat", "dog", "fox"}, 3),
                    Tensor.of(new float[] {0.1f, 0.2f, 0.7f}, 3))));

    assertThat(classOf(WORDS, Map.of("probabilities", zipMap))).isEqualTo(2);
  }

  @Test
  void anEmbeddingSaysNoClass() {
    assertThat(ClassAnswer.in(Map.of("y", Tensor.of(new float[384], 1, 384)), WORDS)).isEmpty();
  }

  private static int classOf(List<String> names, Map<String, OutputValue> outputs) {
    return ClassAnswer.in(outputs, names).orElseThrow().of(outputs);
  }
}

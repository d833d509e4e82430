package io.edge4j.maven.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.edge4j.maven.train.ClassResults.ClassResult;
import io.edge4j.maven.train.ClassResults.Confusion;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClassResultsTest {

  @Test
  void aMatrixBecomesAccuraciesAndTheConfusionsThatOccurred() {
    ClassResults results =
        ClassResults.of(
            List.of("cat", "dog", "elk"), new int[][] {{6, 2, 0}, {3, 1, 0}, {0, 0, 0}});

    assertThat(results.classes())
        .containsExactly(
            new ClassResult("cat", 8, 6, 9, 0.75),
            new ClassResult("dog", 4, 1, 3, 0.25),
            new ClassResult("elk", 0, 0, 0, null));
    assertThat(results.confusions())
        .containsExactly(new Confusion("dog", "cat", 3), new Confusion("cat", "dog", 2));
  }

  @Test
  void anAccuracyThatTheLargestClassExplainsIsWarnedOf() {
    ClassResults always = ClassResults.of(List.of("sound", "ill"), new int[][] {{90, 0}, {10, 0}});

    assertThat(always.majorityWarning())
        .hasValue(
            "the accuracy of 0.9000 is no better than always saying 'sound', which is 0.9000 of the"
                + " 100 test samples (noise 0.0494); look at the accuracy of each class;"
                + " <classWeights>balanced</classWeights> makes a rare one count as much as"
                + " others");
  }

  @Test
  void anAccuracyWithinTheNoiseOfThatShareIsWarnedOfAndOneBeyondIsNot() {
    int[][] within = {{90, 0}, {6, 4}};
    int[][] beyond = {{90, 0}, {5, 5}};

    assertThat(ClassResults.of(List.of("sound", "ill"), within).majorityWarning()).isPresent();
    assertThat(ClassResults.of(List.of("sound", "ill"), beyond).majorityWarning()).isEmpty();
  }

  @Test
  void withoutSamplesThereIsNothingToWarnOf() {
    assertThat(ClassResults.of(List.of("a", "b"), new int[2][2]).majorityWarning()).isEmpty();
  }
}

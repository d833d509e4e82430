package io.edge4j.maven.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.edge4j.maven.report.PredictedClasses;
import io.edge4j.maven.report.PredictedClasses.Mistake;
import io.edge4j.maven.report.PredictedClasses.Outcome;
import io.edge4j.maven.stage.Json;
import io.edge4j.maven.train.TrainingReport;
import org.junit.jupiter.api.Test;

class ClassFiguresTest {

  @Test
  void whatTrainingJsonSaysOfEachClassReachesThePage() {
    PredictedClasses classes =
        ClassFigures.of(
            report(
                "{'classes': {'classes': ["
                    + "{'name': 'a', 'samples': 4, 'correct': 4, 'predicted': 5, 'accuracy': 1.0},"
                    + "{'name': 'b', 'samples': 1, 'correct': 0, 'predicted': 0, 'accuracy': 0}],"
                    + "'confusions': [{'actual': 'b', 'predicted': 'a', 'samples': 1}]}}"));

    assertThat(classes.classes())
        .containsExactly(new Outcome("a", 4, 4, 5), new Outcome("b", 1, 0, 0));
    assertThat(classes.mistakes()).containsExactly(new Mistake("b", "a", 1));
    assertThat(classes.warning()).contains("always saying 'a'");
  }

  @Test
  void aModelOfValuesHasNone() {
    assertThat(ClassFigures.of(report("{'metric': 'rmse'}"))).isEqualTo(PredictedClasses.NONE);
  }

  private static TrainingReport report(String json) {
    return Json.value(Json.parse(json), TrainingReport.class);
  }
}

package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.edge4j.runtime.EdgeModel;
import io.edge4j.runtime.Prediction;
import org.junit.jupiter.api.Test;

class DependencyModelTest {

  @Test
  void theModelOfTheOtherBuildPredicts() throws Exception {
    try (EdgeModel model = EdgeModel.openResource("META-INF/edge/garments.onnx")) {
      Prediction prediction = model.predictor().predict(new float[28 * 28]);

      assertEquals("garments", model.info().name());
      assertEquals(10, model.info().labels().size());
      assertTrue(model.info().labels().contains(prediction.label()));
      assertTrue(prediction.probability() >= 0.1f && prediction.probability() <= 1f);
    }
  }
}

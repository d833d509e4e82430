package com.example;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.edge4j.model.Recipe;
import io.edge4j.runtime.EdgeModel;
import io.edge4j.runtime.EdgeOptions;
import io.edge4j.runtime.ModelException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DeployedModelTest {

  @Test
  void theJarAndTheFileHoldTheSameModel() throws Exception {
    float[] image = new float[28 * 28];
    image[300] = 1;
    EdgeOptions unsigned = EdgeOptions.defaults().withoutKey();
    // The signature lies in the jar; beside the bare file there is none.
    try (EdgeModel jar = EdgeModel.openResource("META-INF/edge/garments.onnx");
        EdgeModel file = EdgeModel.open(Path.of(System.getProperty("model")), unsigned)) {
      assertEquals(Recipe.DYNAMIC, jar.info().recipe().orElseThrow());
      assertEquals(jar.info(), file.info());
      assertArrayEquals(
          jar.predictor().predict(image).values(), file.predictor().predict(image).values());
      assertTrue(jar.predictor().predict(image).values().length == 10);
    }
  }

  @Test
  void onlyWhatTheKeySignedIsOpened() {
    ModelException refused =
        assertThrows(
            ModelException.class, () -> EdgeModel.open(Path.of(System.getProperty("model"))));
    assertTrue(refused.getMessage().contains("is not signed"), refused.getMessage());
  }
}

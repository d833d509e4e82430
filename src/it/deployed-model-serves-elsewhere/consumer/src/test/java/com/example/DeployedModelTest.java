package com.example;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.edge4j.model.Recipe;
import io.edge4j.runtime.EdgeModel;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DeployedModelTest {

  @Test
  void theJarAndTheFileHoldTheSameModel() throws Exception {
    float[] image = new float[28 * 28];
    image[300] = 1;
    try (EdgeModel jar = EdgeModel.openResource("META-INF/edge/garments.onnx");
        EdgeModel file = EdgeModel.open(Path.of(System.getProperty("model")))) {
      assertEquals(Recipe.DYNAMIC, jar.info().recipe().orElseThrow());
      assertEquals(jar.info(), file.info());
      assertArrayEquals(
          jar.predictor().predict(image).values(), file.predictor().predict(image).values());
      assertTrue(jar.predictor().predict(image).values().length == 10);
    }
  }
}

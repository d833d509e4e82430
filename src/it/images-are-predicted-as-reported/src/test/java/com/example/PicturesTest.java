package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.edge4j.runtime.EdgeModel;
import io.edge4j.runtime.image.ImagePredictor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PicturesTest {

  @Test
  void thePredictorIsAsRightOnTheFilesAsReported() throws Exception {
    int right = 0;
    int all = 0;
    try (EdgeModel model = EdgeModel.openResource("META-INF/edge/shapes.onnx")) {
      ImagePredictor predictor = new ImagePredictor(model);
      for (Path file : files(Path.of("data/test"))) {
        String shape = file.getParent().getFileName().toString();
        right += predictor.predict(file).label().equals(shape) ? 1 : 0;
        all++;
      }
      double reported = model.info().accuracy().getAsDouble();
      assertEquals(90, all);
      assertEquals(reported, right / (double) all);
      assertTrue(reported > 0.5 && reported < 1, "accuracy " + reported);
    }
  }

  private static List<Path> files(Path folder) throws Exception {
    try (Stream<Path> tree = Files.walk(folder)) {
      return tree.filter(Files::isRegularFile).toList();
    }
  }
}

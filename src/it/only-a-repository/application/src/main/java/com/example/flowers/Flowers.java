package com.example.flowers;

import io.edge4j.runtime.EdgeModel;
import io.edge4j.runtime.Prediction;
import java.io.IOException;

/** Predicts as a module among modules. */
public final class Flowers {
  private Flowers() {}

  public static void main(String[] args) throws IOException {
    try (EdgeModel model = EdgeModel.openResource("META-INF/edge/iris.onnx")) {
      Prediction prediction = model.predictor().predict(new float[] {5.1f, 3.5f, 1.4f, 0.2f});
      System.out.println(Flowers.class.getModule() + ": " + prediction.label());
    }
  }
}

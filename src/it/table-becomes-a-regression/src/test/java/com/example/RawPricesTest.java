package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.edge4j.runtime.EdgeModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class RawPricesTest {

  @Test
  void rawRowsGiveRawPrices() throws Exception {
    List<String> table = Files.readAllLines(Path.of("data", "houses.csv"));
    double squares = 0;
    try (EdgeModel model = EdgeModel.openResource("META-INF/edge/prices.onnx")) {
      assertEquals(List.of("squareMetres", "yearBuilt"), model.info().columns());
      for (String line : table.subList(1, table.size())) {
        String[] row = line.split(",");
        float[] raw = {Float.parseFloat(row[0]), Float.parseFloat(row[1])};
        double price = model.predictor().predict(raw).values()[0];
        squares += Math.pow(price - Double.parseDouble(row[2]), 2);
      }
    }
    double error = Math.sqrt(squares / (table.size() - 1));
    // The noise is 3,000, and int8 weights may cost as much again.
    assertTrue(error > 2000 && error < 8000, "root mean squared error " + error);
  }
}

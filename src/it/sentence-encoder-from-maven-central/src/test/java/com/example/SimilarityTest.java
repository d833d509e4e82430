package com.example;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.edge4j.model.Tensor;
import io.edge4j.model.TensorInfo;
import io.edge4j.runtime.EdgeModel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How much of the meaning of real sentences an int8 form keeps: the cosine of their embeddings to those of fp32. */
class SimilarityTest {
  private static final Path TARGET = Path.of("target");

  @Test
  void theOptimizedModelKeepsNoLessThanThePublishedOne() throws IOException {
    List<float[]> fp32 = embeddings(TARGET.resolve("models/all-minilm-l6-v2.onnx"));
    double[] optimized = cosines(fp32, embeddings(TARGET.resolve("edge/sentence-encoder-optimized.onnx")));
    double[] published = cosines(fp32, embeddings(TARGET.resolve("models/all-minilm-l6-v2-q.onnx")));

    String figures =
        String.format(
            Locale.ROOT,
            "cosine to fp32 of %d sentences, mean and least: optimized %.4f %.4f, published %.4f %.4f",
            fp32.size(), mean(optimized), least(optimized), mean(published), least(published));
    Files.writeString(TARGET.resolve("similarity.txt"), figures);
    assertTrue(mean(optimized) >= 0.993, figures);
    assertTrue(mean(optimized) >= mean(published), figures);
    assertTrue(least(optimized) >= least(published), figures);
  }

  /** The mean of the vectors of all tokens, as who published the model says. */
  private static List<float[]> embeddings(Path file) throws IOException {
    List<float[]> embeddings = new ArrayList<>();
    try (EdgeModel model = EdgeModel.open(file);
        InputStream lines = SimilarityTest.class.getResourceAsStream("/sentences.tsv")) {
      for (String line : new String(lines.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        long[] ids = Arrays.stream(line.split("\t")[1].split(" ")).mapToLong(Long::parseLong).toArray();
        Map<String, Tensor> inputs = new HashMap<>();
        for (TensorInfo input : model.info().inputs()) {
          long[] values = ids.clone();
          if (!input.name().equals("input_ids")) {
            Arrays.fill(values, input.name().equals("attention_mask") ? 1 : 0);
          }
          inputs.put(input.name(), Tensor.of(values, 1, ids.length));
        }
        Tensor tokens = model.predictor().run(inputs).values().iterator().next();
        float[] values = tokens.floats();
        float[] mean = new float[values.length / ids.length];
        for (int i = 0; i < values.length; i++) {
          mean[i % mean.length] += values[i] / ids.length;
        }
        embeddings.add(mean);
      }
    }
    return embeddings;
  }

  private static double[] cosines(List<float[]> some, List<float[]> others) {
    double[] cosines = new double[some.size()];
    for (int i = 0; i < cosines.length; i++) {
      float[] a = some.get(i);
      float[] b = others.get(i);
      double product = 0;
      double one = 0;
      double other = 0;
      for (int k = 0; k < a.length; k++) {
        product += a[k] * b[k];
        one += a[k] * a[k];
        other += b[k] * b[k];
      }
      cosines[i] = product / Math.sqrt(one * other);
    }
    return cosines;
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  private static double least(double[] values) {
    return Arrays.stream(values).min().orElseThrow();
  }
}

package io.edge4j.maven.quantize;

import ai.onnxruntime.OrtException;
import io.edge4j.maven.dataset.TensorSamples;
import io.edge4j.maven.onnx.Model;
import io.edge4j.maven.stage.StageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * By how much quantization shifts the mean of what each layer gives, channel by channel: {@code
 * E[quantized] - E[fp32]} on calibration samples, which bias correction takes off the layer's bias
 * (the empirical form of Nagel et al., "Data-Free Quantization Through Weight Equalization and Bias
 * Correction", 2019).
 *
 * <p>Layer by layer, in the order in which they run: a layer is measured when those before it are
 * corrected, so that no shift is corrected twice; in larger networks some neighbours together. Each
 * is measured in the quantized model up to there, because most of a shift comes from rounding
 * before Relu and its like, not from the layer alone.
 *
 * @param selection which nodes may be quantized
 * @param calibration chooses samples
 * @param training to choose from
 * @param scratch a folder for the model that is measured
 */
record BiasShifts(
    NodeSelection selection, Calibration calibration, TensorSamples training, Path scratch) {

  /** Means of pairs differ little from sample to sample. */
  private static final int SAMPLES = 64;

  /**
   * How often the model is quantized and run at most: what bounds the time of a network of a
   * hundred layers, without a clock by which two builds would give two models.
   */
  private static final int ROUNDS = 16;

  /**
   * Measures.
   *
   * @param deadline of {@link System#nanoTime}
   * @return one number per channel, by the value that a layer makes; empty when time ran out
   */
  Optional<Map<String, float[]>> of(StaticModel prepared, long deadline)
      throws IOException, OrtException, StageException {
    Calibration few = calibration.onAtMost(SAMPLES);
    List<ChannelMeans.Value> layers = prepared.quantize(selection, Set.of()).corrigible();
    Map<String, float[]> expected =
        ChannelMeans.of(Model.read(prepared.file()), layers, few, training, scratch);
    Map<String, float[]> shifts = new HashMap<>();
    int rounds = Math.min(ROUNDS, layers.size());
    for (int round = 0; round < rounds; round++) {
      if (System.nanoTime() - deadline > 0) {
        return Optional.empty();
      }
      List<ChannelMeans.Value> some =
          layers.subList(layers.size() * round / rounds, layers.size() * (round + 1) / rounds);
      Model corrected = prepared.with(shifts).quantize(selection, Set.of()).model();
      ChannelMeans.of(corrected, some, few, training, scratch)
          .forEach(
              (layer, found) ->
                  shifts.put(layer, minus(found, expected.getOrDefault(layer, found))));
    }
    return Optional.of(shifts);
  }

  private static float[] minus(float[] found, float[] expected) {
    float[] shift = found.clone();
    for (int i = 0; i < shift.length; i++) {
      shift[i] -= expected[i];
    }
    return shift;
  }
}

package io.edge4j.maven.quantize;

import ai.onnxruntime.OrtException;
import io.edge4j.maven.dataset.TensorSamples;
import io.edge4j.maven.onnx.ExternalData;
import io.edge4j.maven.onnx.Model;
import io.edge4j.maven.quantize.session.OrtModel;
import io.edge4j.model.ElementType;
import io.edge4j.model.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.BiConsumer;

/**
 * Ranges of activations, from running the fp32 model on samples of the training split. The test
 * split stays unseen: it judges the result.
 *
 * @param method how a range is taken from the values seen
 * @param samples how many samples, or all of the split when it has fewer
 * @param seed chooses them
 */
record Calibration(CalibrationMethod method, int samples, long seed) {

  /**
   * Runs the model on the samples.
   *
   * @param fp32 the model, not changed
   * @param values names of the activations
   * @param training to choose from
   * @param scratch a folder for a model whose outputs are those activations
   */
  MeasuredRanges measure(Path fp32, Collection<String> values, TensorSamples training, Path scratch)
      throws IOException, OrtException {
    Model watched = Model.read(fp32);
    for (String value : values) {
      watched.graph().addOutput(value);
    }
    Path file = scratch.resolve("calibration.onnx");
    watched.write(file, ExternalData.WHEN_NEEDED);
    Map<String, ValueHistogram> histograms = new LinkedHashMap<>();
    values.forEach(value -> histograms.put(value, new ValueHistogram()));
    int[] chosen = choose(training.size());
    try (OrtModel model = OrtModel.open(file, 1)) {
      run(model, training, chosen, histograms, ValueHistogram::widen);
      if (method != CalibrationMethod.MIN_MAX) {
        run(model, training, chosen, histograms, ValueHistogram::count);
      }
    }
    Map<String, ValueRange> ranges = new LinkedHashMap<>();
    Map<String, String> problems = new LinkedHashMap<>();
    histograms.forEach(
        (value, histogram) -> {
          if (histogram.hasInfinite()) {
            problems.put(value, "the value " + value + " is infinite on calibration samples");
          } else if (!histogram.hasValues()) {
            problems.put(value, "calibration samples give the value " + value + " no numbers");
          } else {
            ranges.put(value, histogram.range(method));
          }
        });
    return new MeasuredRanges(ranges, problems);
  }

  /** On so many samples at most: the first of those that ranges are measured on. */
  Calibration onAtMost(int most) {
    return new Calibration(method, Math.min(samples, most), seed);
  }

  /**
   * Runs a model on the samples.
   *
   * @param training to choose from: the same samples as for ranges
   * @param observer takes the name and the numbers of each float output
   */
  void observe(Path file, TensorSamples training, BiConsumer<String, float[]> observer)
      throws OrtException {
    try (OrtModel model = OrtModel.open(file, 1)) {
      for (int sample : choose(training.size())) {
        model.floatsOn(training.tensors(sample)).forEach(observer);
      }
    }
  }

  @FunctionalInterface
  private interface Pass {
    void take(ValueHistogram histogram, float[] values);
  }

  private static void run(
      OrtModel model,
      TensorSamples samples,
      int[] chosen,
      Map<String, ValueHistogram> histograms,
      Pass pass)
      throws OrtException {
    for (int sample : chosen) {
      Map<String, Tensor> inputs = samples.tensors(sample);
      inputs.forEach(
          (value, tensor) -> {
            if (tensor.elementType() == ElementType.FLOAT) {
              take(histograms, value, tensor.floats(), pass);
            }
          });
      model.floatsOn(inputs).forEach((value, values) -> take(histograms, value, values, pass));
    }
  }

  private static void take(
      Map<String, ValueHistogram> histograms, String value, float[] values, Pass pass) {
    ValueHistogram histogram = histograms.get(value);
    if (histogram != null) {
      pass.take(histogram, values);
    }
  }

  /** Without repetition, in the order in which a seeded shuffle gives them. */
  private int[] choose(int size) {
    int[] order = new int[size];
    for (int i = 0; i < size; i++) {
      order[i] = i;
    }
    int count = Math.min(samples, size);
    Random random = new Random(seed);
    for (int i = 0; i < count; i++) {
      int j = i + random.nextInt(size - i);
      int other = order[j];
      order[j] = order[i];
      order[i] = other;
    }
    return java.util.Arrays.copyOf(order, count);
  }
}

package io.edge4j.maven.quantize;

import ai.onnxruntime.OrtException;
import io.edge4j.maven.dataset.TensorSamples;
import io.edge4j.maven.onnx.ExternalData;
import io.edge4j.maven.onnx.Graph;
import io.edge4j.maven.onnx.Model;
import io.edge4j.maven.onnx.Node;
import io.edge4j.maven.onnx.ValueNames;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The mean of each channel of values, over calibration samples and positions. */
final class ChannelMeans {
  private ChannelMeans() {}

  /**
   * What a layer makes.
   *
   * @param name of the value
   * @param channels how many: axis 1 of what a convolution makes, else the last axis
   * @param isSpatial whether a convolution makes it
   */
  record Value(String name, int channels, boolean isSpatial) {}

  /**
   * Runs a model on the samples, as far as the values need it.
   *
   * @param model is changed
   * @param training to choose from
   * @param scratch a folder for the model
   * @return by name; without those that are not finite
   */
  static Map<String, float[]> of(
      Model model,
      List<Value> values,
      Calibration calibration,
      TensorSamples training,
      Path scratch)
      throws IOException, OrtException {
    Graph graph = model.graph();
    ValueNames names = new ValueNames(model);
    List<Node> nodes = new ArrayList<>(graph.nodes());
    Map<String, Mean> means = new HashMap<>();
    for (Value value : values) {
      String output = value.name();
      if (value.isSpatial()) {
        output = names.fresh(value.name() + "_mean");
        nodes.add(Node.of("GlobalAveragePool", "", List.of(value.name()), List.of(output)));
      }
      means.put(output, new Mean(value));
    }
    graph.setNodes(nodes);
    means.keySet().forEach(graph::addOutput);
    graph.keepOutputs(means.keySet());
    Path file = scratch.resolve("means.onnx");
    model.write(file, ExternalData.WHEN_NEEDED);
    calibration.observe(
        file,
        training,
        (output, numbers) -> {
          Mean mean = means.get(output);
          if (mean != null) {
            mean.add(numbers);
          }
        });
    Map<String, float[]> found = new HashMap<>();
    for (Mean mean : means.values()) {
      if (mean.isFinite()) {
        found.put(mean.value.name(), mean.values());
      }
    }
    return found;
  }

  private static final class Mean {
    private final Value value;
    private final double[] sums;
    private long count;

    Mean(Value value) {
      this.value = value;
      this.sums = new double[value.channels()];
    }

    void add(float[] numbers) {
      for (int i = 0; i < numbers.length; i++) {
        sums[i % sums.length] += numbers[i];
      }
      count += numbers.length / sums.length;
    }

    boolean isFinite() {
      double sum = 0;
      for (double channel : sums) {
        sum += channel;
      }
      return count > 0 && Double.isFinite(sum);
    }

    float[] values() {
      float[] values = new float[sums.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (sums[i] / count);
      }
      return values;
    }
  }
}

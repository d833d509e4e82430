package io.edge4j.maven.dataset;

import io.edge4j.maven.dataset.tensors.NpyArray;
import io.edge4j.maven.dataset.tensors.NpyFormatException;
import io.edge4j.model.Tensor;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Arrays as a model's inputs take them. They stay in their files; a sample is read when asked. */
final class TensorArrays implements TensorSamples {
  private final List<Feed> feeds;
  private final int size;

  /** One per sample; none where there are no labels. */
  private final int[] classes;

  /** One per sample; none where there are no values to predict. */
  private final float[] targets;

  /** An array and what it becomes. */
  private record Feed(String input, NpyArray array, TensorFit.Taken taken) {
    Tensor sample(int index) throws NpyFormatException {
      return array.tensor(
          index, taken.type(), taken.shape().stream().mapToLong(Long::longValue).toArray());
    }
  }

  private TensorArrays(List<Feed> feeds, int size, int[] classes, float[] targets) {
    this.feeds = feeds;
    this.size = size;
    this.classes = classes;
    this.targets = targets;
  }

  /**
   * The samples of a split.
   *
   * @throws NpyFormatException when an input's type does not have a value of its array, or a target
   *     is no number
   */
  static TensorArrays of(TensorFit fit, Map<String, NpyArray> arrays, ClassLabels labels)
      throws NpyFormatException {
    for (Map.Entry<String, TensorFit.Taken> input : fit.inputs().entrySet()) {
      named(arrays, input.getKey()).requireExact(input.getValue().type());
    }
    List<Feed> feeds = new ArrayList<>();
    fit.inputs().forEach((name, input) -> feeds.add(new Feed(name, named(arrays, name), input)));
    return new TensorArrays(
        feeds,
        arrays.values().iterator().next().samples(),
        fit.labels().isPresent() ? labels.of(named(arrays, fit.labels().get())) : new int[0],
        fit.targets().isPresent() ? targets(named(arrays, fit.targets().get())) : new float[0]);
  }

  /** The array of a name that a fit has found. */
  static NpyArray named(Map<String, NpyArray> arrays, String name) {
    return Optional.ofNullable(arrays.get(name))
        .orElseThrow(() -> new IllegalArgumentException("there is no array " + name));
  }

  private static float[] targets(NpyArray array) throws NpyFormatException {
    float[] targets = new float[array.samples()];
    for (int i = 0; i < targets.length; i++) {
      targets[i] = (float) array.number(i);
      if (!Float.isFinite(targets[i])) {
        throw new NpyFormatException(
            "targets: sample " + i + " has the value " + array.number(i) + "; give finite numbers");
      }
    }
    return targets;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public boolean isLabelled() {
    return classes.length > 0 || targets.length > 0;
  }

  @Override
  public int label(int index) {
    if (classes.length == 0) {
      throw new UnsupportedOperationException("there is no array 'labels'");
    }
    return classes[index];
  }

  @Override
  public float target(int index) {
    return targets.length == 0 ? label(index) : targets[index];
  }

  @Override
  public Map<String, Tensor> tensors(int index) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    try {
      for (Feed feed : feeds) {
        tensors.put(feed.input(), feed.sample(index));
      }
    } catch (NpyFormatException e) {
      throw new UncheckedIOException("an array changed while it was read", e);
    }
    return tensors;
  }
}

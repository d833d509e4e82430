package io.edge4j.maven.quantize;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import io.edge4j.maven.dataset.Dataset;
import io.edge4j.maven.dataset.Samples;
import io.edge4j.maven.quantize.session.OrtModel;
import io.edge4j.maven.stage.StageException;
import io.edge4j.model.ElementType;
import io.edge4j.model.OutputValue;
import io.edge4j.model.TensorInfo;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** How a sample of a dataset goes into a model: by which input, in which shape, one at a time. */
final class SampleInput {
  private final String name;
  private final long[] shape;
  private final float[] sample;

  private SampleInput(String name, long[] shape) {
    this.name = name;
    this.shape = shape;
    this.sample = new float[Math.toIntExact(elements(shape))];
  }

  /**
   * Finds the input for a dataset's samples.
   *
   * @throws StageException when the model takes something else
   */
  static SampleInput of(OrtModel model, Dataset dataset) throws OrtException, StageException {
    List<TensorInfo> inputs = model.inputs();
    String wanted = "float" + Arrays.toString(dataset.sampleShape());
    if (inputs.size() != 1) {
      throw new StageException(
          String.format(
              "<dataset> (edge.dataset): %s gives one %s a sample, the model wants %d inputs %s;"
                  + " leave <dataset> out to compare on random inputs",
              dataset.name(), wanted, inputs.size(), inputs));
    }
    TensorInfo info = inputs.get(0);
    long[] shape = info.shape().stream().mapToLong(Long::longValue).toArray();
    if (shape.length == dataset.sampleShape().length + 1) {
      for (int i = 1; i < shape.length; i++) {
        shape[i] = shape[i] < 0 ? dataset.sampleShape()[i - 1] : shape[i];
      }
    }
    if (shape.length > 0 && shape[0] < 0) {
      shape[0] = 1;
    }
    if (!info.elementType().equals(Optional.of(ElementType.FLOAT))
        || elements(shape) != elements(dataset.sampleShape())) {
      throw new StageException(
          String.format(
              "<dataset> (edge.dataset): %s gives %s a sample, the model's input is %s;"
                  + " name the dataset that the model was trained on, or leave <dataset> out",
              dataset.name(), wanted, info));
    }
    return new SampleInput(info.name(), shape);
  }

  private static long elements(long[] shape) {
    return Arrays.stream(shape).reduce(1, (a, b) -> a * b);
  }

  /** Runs a model on one sample; gives all outputs. */
  Map<String, OutputValue> run(OrtModel model, Samples samples, int index) throws OrtException {
    Map<String, OnnxTensor> tensors = tensors(model, samples, index);
    try {
      return model.run(tensors);
    } finally {
      tensors.values().forEach(OnnxTensor::close);
    }
  }

  /** Runs a model on one sample; gives its float outputs. */
  Map<String, float[]> runForFloats(OrtModel model, Samples samples, int index)
      throws OrtException {
    samples.copyTo(index, sample, 0);
    return model.runForFloats(name, shape, sample);
  }

  /** A sample as what a session takes. The caller closes it. */
  Map<String, OnnxTensor> tensors(OrtModel model, Samples samples, int index) throws OrtException {
    samples.copyTo(index, sample, 0);
    return Map.of(
        name, OnnxTensor.createTensor(model.environment(), FloatBuffer.wrap(sample), shape));
  }

  /** The values of the sample that ran last. */
  float[] lastSample() {
    return sample;
  }

  /** The input's name, when it is among those. */
  Optional<String> feeds(Set<String> values) {
    return values.contains(name) ? Optional.of(name) : Optional.empty();
  }
}

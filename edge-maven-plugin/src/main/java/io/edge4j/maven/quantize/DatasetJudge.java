package io.edge4j.maven.quantize;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo;
import io.edge4j.maven.dataset.Dataset;
import io.edge4j.maven.dataset.Samples;
import io.edge4j.maven.stage.Progress;
import io.edge4j.maven.stage.StageException;
import java.util.Arrays;
import java.util.Map;

/**
 * Compares two models on the test split of a dataset, one sample at a time: dynamic quantization
 * takes one scale for a whole batch, so that batched results would depend on who shares the batch.
 */
final class DatasetJudge {
  private static final int SAMPLES_A_LINE = 2500;

  private final Dataset dataset;
  private final Progress progress;

  DatasetJudge(Dataset dataset, Progress progress) {
    this.dataset = dataset;
    this.progress = progress;
  }

  Judgement compare(OrtModel fp32, OrtModel int8) throws OrtException, StageException {
    Samples test = dataset.test();
    ModelInput input = ModelInput.of(fp32, dataset);
    float[] sample = new float[Math.toIntExact(elements(dataset.sampleShape()))];
    ErrorMeter meter = new ErrorMeter();
    int right = 0;
    int int8Right = 0;
    int agreed = 0;
    boolean classifies = true;
    for (int i = 0; i < test.size(); i++) {
      test.copyTo(i, sample, 0);
      Map<String, float[]> expected = fp32.run(input.name, input.shape, sample);
      Map<String, float[]> found = int8.run(input.name, input.shape, sample);
      meter.add(expected, found);
      String scores = scores(expected);
      if (scores == null) {
        classifies = false;
        continue;
      }
      int fp32Class = largest(expected.get(scores));
      int int8Class = largest(found.get(scores));
      right += fp32Class == test.label(i) ? 1 : 0;
      int8Right += int8Class == test.label(i) ? 1 : 0;
      agreed += fp32Class == int8Class ? 1 : 0;
      if ((i + 1) % SAMPLES_A_LINE == 0) {
        progress.say(String.format("compared on %d of %d test samples", i + 1, test.size()));
      }
    }
    double count = test.size();
    return new Judgement(
        dataset.summary(),
        test.size(),
        classifies
            ? new QuantizationReport.Accuracy(right / count, int8Right / count, agreed / count)
            : null,
        meter.errors());
  }

  /** The first output that has one number a class, or null. */
  private String scores(Map<String, float[]> outputs) {
    for (Map.Entry<String, float[]> output : outputs.entrySet()) {
      if (output.getValue().length == dataset.classNames().size()) {
        return output.getKey();
      }
    }
    return null;
  }

  private static int largest(float[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      if (values[i] > values[best]) {
        best = i;
      }
    }
    return best;
  }

  private static long elements(long[] shape) {
    return Arrays.stream(shape).reduce(1, (a, b) -> a * b);
  }

  /** The one input that takes a sample, and the shape of one sample as a batch. */
  private static final class ModelInput {
    private final String name;
    private final long[] shape;

    private ModelInput(String name, long[] shape) {
      this.name = name;
      this.shape = shape;
    }

    static ModelInput of(OrtModel model, Dataset dataset) throws OrtException, StageException {
      Map<String, TensorInfo> inputs = model.inputs();
      String wanted = "float" + Arrays.toString(dataset.sampleShape());
      if (inputs.size() != 1) {
        throw new StageException(
            String.format(
                "dataset: %s gives one %s a sample, the model wants %d inputs %s;"
                    + " leave <dataset> out to compare on random inputs",
                dataset.name(), wanted, inputs.size(), inputs.keySet()));
      }
      String name = inputs.keySet().iterator().next();
      TensorInfo info = inputs.get(name);
      long[] shape = info.getShape();
      if (shape.length == dataset.sampleShape().length + 1) {
        for (int i = 1; i < shape.length; i++) {
          shape[i] = shape[i] < 0 ? dataset.sampleShape()[i - 1] : shape[i];
        }
      }
      if (shape.length > 0 && shape[0] < 0) {
        shape[0] = 1;
      }
      if (info.type != OnnxJavaType.FLOAT || elements(shape) != elements(dataset.sampleShape())) {
        throw new StageException(
            String.format(
                "dataset: %s gives %s a sample, the model's input '%s' wants %s%s;"
                    + " name the dataset that the model was trained on, or leave <dataset> out",
                dataset.name(), wanted, name, info.type, Arrays.toString(info.getShape())));
      }
      return new ModelInput(name, shape);
    }
  }
}

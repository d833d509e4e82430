package io.edge4j.maven.collect;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.dataset.Batch;
import io.edge4j.maven.dataset.ClassParameters;
import io.edge4j.maven.dataset.StoredWriter;
import io.edge4j.maven.dataset.Task;
import io.edge4j.maven.stage.StageException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Takes records out of DJL's batches, one after the other, and refuses what no model could be
 * trained on. Every split of a dataset goes through one reader: their samples have one shape, and
 * their labels are the same classes.
 */
final class RecordReader {
  private static final int MOST_CLASSES = 10_000;

  private final ClassParameters parameters;
  private final StoredWriter out;
  private @Nullable Shape shape;
  private int highestLabel = -1;

  RecordReader(ClassParameters parameters, StoredWriter out) {
    this.parameters = parameters;
    this.out = out;
  }

  /**
   * Reads every record of a batch.
   *
   * @param first where its first record stands in the split, from 0
   * @param split as messages name it
   * @return how many records there were
   */
  int read(Batch batch, long first, String split) throws StageException, IOException {
    String where = "record " + first + " of " + split;
    NDArray data = only(batch.getData(), "data", where);
    NDArray labels = only(batch.getLabels(), "labels", where);
    int count = Math.toIntExact(data.getShape().dimension() == 0 ? 0 : data.getShape().get(0));
    if (labels.size() != count) {
      throw refused(
          where,
          "has data of shape %s and labels of shape %s with the batch's axis first, but one number is needed as the label of each record"
              .formatted(data.getShape(), labels.getShape()));
    }
    float[] values = floats(data);
    float[] targets = floats(labels);
    int size = count == 0 ? 0 : values.length / count;
    for (int i = 0; i < count; i++) {
      String record = "record " + (first + i) + " of " + split;
      requireShape(data.getShape().slice(1), record);
      float[] sample = Arrays.copyOfRange(values, i * size, (i + 1) * size);
      requireFinite(sample, record);
      requireLabel(targets[i], record);
      out.add(sample, targets[i]);
    }
    return count;
  }

  List<Long> shape() {
    return Arrays.stream(Objects.requireNonNull(shape, "no record was read").getShape())
        .boxed()
        .toList();
  }

  /** One a class: the pom's, or the numbers that were met and those between them. */
  List<String> classNames() throws StageException {
    if (parameters.task() == Task.REGRESSION || !parameters.labels().isEmpty()) {
      return parameters.labels();
    }
    if (highestLabel < 1) {
      throw refused(
          "every record",
          "has the label 0, and one class leaves nothing to tell apart; number the classes from 0, or set <task>regression</task> for values to predict");
    }
    return IntStream.rangeClosed(0, highestLabel).mapToObj(Integer::toString).toList();
  }

  private NDArray only(NDList arrays, String what, String where) throws StageException {
    if (arrays == null || arrays.size() != 1) {
      throw refused(
          where,
          "has %d arrays as its %s, but a model with one input and one output needs one"
              .formatted(arrays == null ? 0 : arrays.size(), what));
    }
    return arrays.get(0);
  }

  private static float[] floats(NDArray array) {
    try (NDArray converted = array.toType(DataType.FLOAT32, true)) {
      return converted.toFloatArray();
    }
  }

  private void requireShape(Shape found, String record) throws StageException {
    if (shape == null) {
      shape = found;
    }
    if (!shape.equals(found)) {
      throw refused(
          record,
          "has the shape %s, but those before it have %s; bring all samples to one shape"
              .formatted(found, shape));
    }
    if (found.dimension() == 0 || found.size() < 1) {
      throw refused(
          record, "has the shape " + found + ", which holds no sample; give it one value or more");
    }
  }

  private void requireFinite(float[] sample, String record) throws StageException {
    for (int i = 0; i < sample.length; i++) {
      if (!Float.isFinite(sample[i])) {
        throw refused(
            record,
            "has the value %s at position %d of %d; replace or leave out what is no finite number"
                .formatted(sample[i], i, sample.length));
      }
    }
  }

  private void requireLabel(float label, String record) throws StageException {
    if (parameters.task() == Task.REGRESSION) {
      if (!Float.isFinite(label)) {
        throw refused(record, "has the value to predict " + label + ", which is no finite number");
      }
      return;
    }
    int names = parameters.labels().size();
    int limit = names > 0 ? names : MOST_CLASSES;
    if (!(label >= 0 && label < limit && label == (int) label)) {
      throw refused(
          record,
          "has the label %s, but %s; number the classes from 0, or set <task>regression</task> for values to predict"
              .formatted(
                  label,
                  names > 0
                      ? "<labels> names %d classes, 0 to %d".formatted(names, names - 1)
                      : "a class is a whole number from 0 to " + (MOST_CLASSES - 1)));
    }
    highestLabel = Math.max(highestLabel, (int) label);
  }

  private StageException refused(String record, String what) {
    return new StageException(
        "<className> in <parameters> of <dataset> is '%s', where %s %s."
            .formatted(parameters.className(), record, what));
  }
}

package io.edge4j.maven.dataset;

import io.edge4j.maven.stage.StageException;
import io.edge4j.model.ElementType;
import io.edge4j.model.InputContract;
import io.edge4j.model.Tensor;
import io.edge4j.model.TensorInfo;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Rows of floats as the only input of a model takes them. */
final class FittedRows implements TensorSamples {
  private final Samples rows;
  private final String input;
  private final long[] shape;
  private final int values;

  private FittedRows(Samples rows, String input, long[] shape) {
    this.rows = rows;
    this.input = input;
    this.shape = shape;
    this.values = Math.toIntExact(Arrays.stream(shape).reduce(1, (a, b) -> a * b));
  }

  /**
   * A dataset for a model.
   *
   * @throws StageException naming both sides, when the model takes something else
   */
  static FittedDataset fit(Dataset dataset, InputContract contract) throws StageException {
    if (contract.inputs().size() != 1) {
      throw refused(dataset, contract, "wants " + contract.inputs().size() + " inputs");
    }
    InputContract.Input input = contract.inputs().get(0);
    TensorInfo tensor = input.tensor();
    if (!tensor.elementType().equals(Optional.of(ElementType.FLOAT))) {
      throw refused(dataset, contract, "wants " + tensor.type());
    }
    Dataset ordered = dataset.orderedFor(input);
    long[] shape =
        shape(tensor, ordered.sampleShape())
            .orElseThrow(() -> refused(dataset, contract, "leaves open how a row is to be cut"));
    return new FittedDataset(
        ordered.summary(),
        Optional.of(dataset.hasClasses() ? Task.CLASSIFICATION : Task.REGRESSION),
        dataset.targetSpread(),
        sizes(tensor, shape),
        new FittedRows(ordered.train(), tensor.name(), shape),
        new FittedRows(ordered.test(), tensor.name(), shape));
  }

  private static StageException refused(Dataset dataset, InputContract contract, String found) {
    return new StageException(
        "<dataset> (edge.dataset): a sample of %s is one float%s, and the model %s: %s; name the dataset that the model was trained on, give a tensor per input by <type>tensors</type>, or leave <dataset> out to compare on random inputs."
            .formatted(
                dataset.name(),
                Arrays.toString(dataset.sampleShape()),
                found,
                contract.inputs().stream().map(InputContract.Input::tensor).toList()));
  }

  /** Empty when several open axes share the values of a row. */
  private static Optional<long[]> shape(TensorInfo tensor, long[] sample) {
    long[] shape = tensor.shape().stream().mapToLong(Long::longValue).toArray();
    int batchAxes = tensor.hasBatchAxis() ? 1 : 0;
    if (batchAxes == 1) {
      shape[0] = 1;
    }
    if (shape.length == sample.length + batchAxes) {
      System.arraycopy(sample, 0, shape, batchAxes, sample.length);
      return Optional.of(shape);
    }
    long left = Arrays.stream(sample).reduce(1, (a, b) -> a * b);
    int open = -1;
    for (int axis = 0; axis < shape.length; axis++) {
      if (shape[axis] >= 0) {
        left /= Math.max(1, shape[axis]);
      } else if (open < 0) {
        open = axis;
      } else {
        return Optional.empty();
      }
    }
    if (open >= 0) {
      shape[open] = left;
    }
    return Optional.of(shape);
  }

  private static Map<String, Long> sizes(TensorInfo tensor, long[] shape) {
    Map<String, Long> sizes = new LinkedHashMap<>();
    for (int axis = tensor.hasBatchAxis() ? 1 : 0; axis < shape.length; axis++) {
      if (tensor.dims().get(axis).isOpen()) {
        sizes.put(InputContract.dimension(tensor, axis), shape[axis]);
      }
    }
    return sizes;
  }

  @Override
  public int size() {
    return rows.size();
  }

  @Override
  public int label(int index) {
    return rows.label(index);
  }

  @Override
  public float target(int index) {
    return rows.target(index);
  }

  @Override
  public Map<String, Tensor> tensors(int index) {
    float[] row = new float[values];
    rows.copyTo(index, row, 0);
    return Map.of(input, Tensor.of(row, shape));
  }
}

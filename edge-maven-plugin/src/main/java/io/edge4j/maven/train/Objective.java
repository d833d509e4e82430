package io.edge4j.maven.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.edge4j.maven.dataset.Dataset;

/** What a network is trained for, and how well it does. */
enum Objective {
  /** Cross-entropy over logits {@code [n, classes]}; the score is accuracy. */
  CLASSIFICATION("accuracy") {
    @Override
    String shape(long samples) {
      return "(" + samples + ", classes)";
    }

    @Override
    boolean takes(Shape output, long samples) {
      return output.dimension() == 2 && output.get(0) == samples;
    }

    @Override
    NDArray loss(NDArray output, float[] targets, ClassWeights weights) {
      long[] labels = new long[targets.length];
      for (int i = 0; i < labels.length; i++) {
        labels[i] = (long) targets[i];
      }
      NDArray wanted = output.getManager().create(labels, new Shape(labels.length, 1));
      NDArray losses = output.logSoftmax(1).gather(wanted, 1).neg();
      if (weights.areEqual()) {
        return losses.mean();
      }
      NDArray each = output.getManager().create(weights.of(targets), new Shape(labels.length, 1));
      return losses.mul(each).sum().div((float) weights.sum(targets));
    }

    @Override
    double points(float[] output, float[] targets) {
      int classes = output.length / targets.length;
      int correct = 0;
      for (int i = 0; i < targets.length; i++) {
        correct += predicted(output, i, classes) == (int) targets[i] ? 1 : 0;
      }
      return correct;
    }

    @Override
    double score(double points, long samples, double unit) {
      return points / samples;
    }
  },

  /** Mean squared error over values {@code [n, 1]}; the score is its root. */
  REGRESSION("rmse") {
    @Override
    String shape(long samples) {
      return new Shape(samples, 1).toString();
    }

    @Override
    boolean takes(Shape output, long samples) {
      return output.equals(new Shape(samples, 1));
    }

    @Override
    NDArray loss(NDArray output, float[] targets, ClassWeights weights) {
      NDManager manager = output.getManager();
      return output.sub(manager.create(targets, new Shape(targets.length, 1))).square().mean();
    }

    @Override
    double points(float[] output, float[] targets) {
      double squares = 0;
      for (int i = 0; i < targets.length; i++) {
        double error = (double) output[i] - targets[i];
        squares += error * error;
      }
      return squares;
    }

    @Override
    double score(double points, long samples, double unit) {
      return Math.sqrt(points / samples) * unit;
    }
  };

  private final String metric;

  Objective(String metric) {
    this.metric = metric;
  }

  static Objective of(Dataset dataset) {
    return dataset.hasClasses() ? CLASSIFICATION : REGRESSION;
  }

  /** What the score is called. */
  String metric() {
    return metric;
  }

  /** The shape of an output for that many samples, as a message has it. */
  abstract String shape(long samples);

  /** Whether an output of that shape is one number, or one for each class, for each sample. */
  abstract boolean takes(Shape output, long samples);

  /**
   * The mean loss of a batch, a scalar that gradients flow back from.
   *
   * @param weights of classes, by which the mean is weighted
   */
  abstract NDArray loss(NDArray output, float[] targets, ClassWeights weights);

  /** What the batch adds to the score of a split. */
  abstract double points(float[] output, float[] targets);

  /**
   * The metric over a split.
   *
   * @param unit how much of the target's own unit 1 is, in the numbers that the points were told
   *     from; a share of samples has no unit
   */
  abstract double score(double points, long samples, double unit);

  /** The class with the largest logit of a row; the first of equal ones. */
  static int predicted(float[] output, int row, int classes) {
    int best = 0;
    for (int c = 1; c < classes; c++) {
      if (output[row * classes + c] > output[row * classes + best]) {
        best = c;
      }
    }
    return best;
  }

  static float[] values(NDArray output) {
    return output.getDataType() == DataType.FLOAT32
        ? output.toFloatArray()
        : output.toType(DataType.FLOAT32, false).toFloatArray();
  }
}

package io.edge4j.runtime;

import io.edge4j.model.InvalidInputException;
import io.edge4j.model.OutputKind;
import java.util.Arrays;

/**
 * What a model answered to one sample. Immutable.
 *
 * @since 0.1.0
 */
public final class Prediction {
  private final ModelInfo model;
  private final float[] values;
  private final int index;

  /**
   * @throws InvalidInputException for scores of classes that are not finite: no class can be told
   *     from them. A logit may be negative infinity, which is a probability of 0.
   */
  Prediction(ModelInfo model, float[] values) {
    this.model = model;
    this.values = values;
    this.index = indexOfLargest(values);
    if (model.output() != OutputKind.VALUES) {
      requireScores();
    }
  }

  private void requireScores() {
    float least = model.output() == OutputKind.LOGITS ? Float.NEGATIVE_INFINITY : -Float.MAX_VALUE;
    for (int i = 0; i < values.length; i++) {
      if (!(values[i] >= least && values[i] <= Float.MAX_VALUE)) {
        throw notFinite(i);
      }
    }
    if (values[index] == Float.NEGATIVE_INFINITY) {
      throw notFinite(index);
    }
  }

  private InvalidInputException notFinite(int at) {
    return new InvalidInputException(
        "the model's output for these values is not finite: "
            + values[at]
            + " at index "
            + at
            + "; they are too large for it, or its weights are damaged");
  }

  /**
   * The name of the class at {@link #index()}; the index itself where the model has no names.
   *
   * @throws IllegalStateException when every value is NaN, which only {@link OutputKind#VALUES} may
   *     be
   */
  public String label() {
    if (index < 0) {
      throw new IllegalStateException(
          "Model " + model.name() + " gave nothing but NaN: there is no label for it.");
    }
    return model.label(index);
  }

  /** The index of the largest output, the first of equals; -1 when every value is NaN. */
  public int index() {
    return index;
  }

  /**
   * The probability of the class at {@link #index()}, between 0 and 1; NaN for a model whose output
   * is {@link OutputKind#VALUES}.
   */
  public float probability() {
    return switch (model.output()) {
      case LOGITS -> (float) (1 / sumOfExponentials());
      case PROBABILITIES -> values[index];
      case VALUES -> Float.NaN;
    };
  }

  /**
   * The probability of each class: the softmax of logits, or the output itself. A new array at each
   * call; empty for a model whose output is {@link OutputKind#VALUES}.
   */
  public float[] probabilities() {
    return switch (model.output()) {
      case LOGITS -> softmax();
      case PROBABILITIES -> values.clone();
      case VALUES -> new float[0];
    };
  }

  /** How many values the output has: for a classifier, how many classes there are. */
  public int size() {
    return values.length;
  }

  /** The output as the model gave it. A new array at each call. */
  public float[] values() {
    return values.clone();
  }

  /** What the values mean. */
  public OutputKind kind() {
    return model.output();
  }

  private float[] softmax() {
    double sum = sumOfExponentials();
    float[] probabilities = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      probabilities[i] = (float) (Math.exp((double) values[i] - values[index]) / sum);
    }
    return probabilities;
  }

  /** Shifted by the largest value, so that nothing overflows. */
  private double sumOfExponentials() {
    double sum = 0;
    for (float value : values) {
      sum += Math.exp((double) value - values[index]);
    }
    return sum;
  }

  private static int indexOfLargest(float[] values) {
    int best = -1;
    for (int i = 0; i < values.length; i++) {
      if (best < 0 ? !Float.isNaN(values[i]) : values[i] > values[best]) {
        best = i;
      }
    }
    return best;
  }

  @Override
  public String toString() {
    return kind() == OutputKind.VALUES
        ? Arrays.toString(values)
        : label() + " (" + probability() + ")";
  }
}

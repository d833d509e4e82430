package io.edge4j.maven.compare;

import io.edge4j.model.ElementType;
import io.edge4j.model.OutputValue;
import io.edge4j.model.Tensor;
import java.nio.Buffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Where a classifier says the class of a sample: one score per class, a label, or a map from labels
 * to scores, as scikit-learn's converter writes them.
 *
 * @param output its name
 * @param classNames of the dataset, in their order
 */
public record ClassAnswer(String output, List<String> classNames) {
  private static final int NONE = -1;

  /**
   * Finds it: scores first, which say most.
   *
   * @param outputs of one sample
   * @return empty where no output is one
   */
  public static Optional<ClassAnswer> in(
      Map<String, OutputValue> outputs, List<String> classNames) {
    for (Kind kind : Kind.values()) {
      for (Map.Entry<String, OutputValue> output : outputs.entrySet()) {
        if (kind.fits(output.getValue(), classNames.size())) {
          return Optional.of(new ClassAnswer(output.getKey(), classNames));
        }
      }
    }
    return Optional.empty();
  }

  private enum Kind {
    SCORES,
    LABEL,
    MAP;

    boolean fits(OutputValue value, int classes) {
      return switch (this) {
        case SCORES -> value instanceof Tensor tensor && isScores(tensor, classes);
        case LABEL -> value instanceof Tensor tensor && isLabel(tensor);
        case MAP -> entries(value).filter(map -> isScores(map.values(), classes)).isPresent();
      };
    }

    private static boolean isScores(Tensor tensor, int classes) {
      return tensor.elementType().isFloatingPoint() && count(tensor) == classes;
    }

    private static boolean isLabel(Tensor tensor) {
      ElementType type = tensor.elementType();
      return count(tensor) == 1
          && (type == ElementType.INT64 || type == ElementType.INT32 || type == ElementType.STRING);
    }
  }

  private static long count(Tensor tensor) {
    return tensor.shape().stream().reduce(1L, (a, b) -> a * b);
  }

  private static Optional<OutputValue.Entries> entries(OutputValue value) {
    return value instanceof OutputValue.Sequence sequence
            && sequence.elements().size() == 1
            && sequence.elements().get(0) instanceof OutputValue.Entries map
        ? Optional.of(map)
        : Optional.empty();
  }

  /** Index of the class of a sample; -1 for a label that the dataset does not know. */
  public int of(Map<String, OutputValue> outputs) {
    OutputValue value = Objects.requireNonNull(outputs.get(output), output);
    if (value instanceof Tensor tensor) {
      return tensor.elementType().isFloatingPoint() ? largest(tensor.buffer()) : named(tensor, 0);
    }
    return entries(value)
        .map(map -> named(map.keys(), largest(map.values().buffer())))
        .orElse(NONE);
  }

  /** A label is a class by its name, or by its place where no class has a number for a name. */
  private int named(Tensor labels, int index) {
    return switch (labels.elementType()) {
      case STRING -> classNames.indexOf(labels.strings()[index]);
      case INT64 -> numbered(labels.longs()[index]);
      case INT32 -> numbered(labels.ints()[index]);
      default -> NONE;
    };
  }

  private int numbered(long label) {
    int byName = classNames.indexOf(Long.toString(label));
    boolean named = classNames.stream().anyMatch(name -> name.matches("-?\\d+"));
    return byName >= 0 || named
        ? byName
        : label >= 0 && label < classNames.size() ? (int) label : NONE;
  }

  private static int largest(Buffer scores) {
    int best = 0;
    for (int i = 1; i < scores.remaining(); i++) {
      if (number(scores, i) > number(scores, best)) {
        best = i;
      }
    }
    return best;
  }

  private static double number(Buffer scores, int index) {
    return scores instanceof FloatBuffer floats
        ? floats.get(index)
        : ((DoubleBuffer) scores).get(index);
  }
}

package io.edge4j.maven.dataset;

import io.edge4j.maven.dataset.tensors.NpyArray;
import io.edge4j.maven.stage.StageException;
import io.edge4j.model.Dim;
import io.edge4j.model.ElementType;
import io.edge4j.model.TensorInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What the arrays of labels mean for a model. Texts are looked up in the names of its classes;
 * where it has none, they are its classes in alphabetical order, as scikit-learn sorts them. Whole
 * numbers are indices of its output; where they do not fit one, they are names too, in their order.
 *
 * @param names of the classes by index; empty without labels
 * @param areIndices whether whole numbers are indices, and no names
 */
record ClassLabels(List<String> names, boolean areIndices) {
  private static final int MOST_CLASSES = 10_000;

  ClassLabels {
    names = List.copyOf(names);
  }

  /**
   * Reads the labels of both splits.
   *
   * @throws StageException when the model has other classes
   */
  static ClassLabels of(ModelView model, Optional<NpyArray> train, Optional<NpyArray> test)
      throws StageException {
    List<NpyArray> arrays = Stream.of(train, test).flatMap(Optional::stream).toList();
    if (arrays.isEmpty()) {
      return new ClassLabels(List.of(), false);
    }
    OptionalInt outputs = outputs(model.outputs());
    if (arrays.get(0).info().type() != arrays.get(arrays.size() - 1).info().type()
        && arrays.stream().anyMatch(ClassLabels::isText)) {
      throw refused(
          "train has %s and test has %s".formatted(arrays.get(0).info(), arrays.get(1).info()));
    }
    return isText(arrays.get(0))
        ? ofTexts(model, texts(arrays), outputs)
        : ofNumbers(model, numbers(arrays), outputs);
  }

  private static boolean isText(NpyArray array) {
    return array.info().type() == ElementType.STRING;
  }

  private static Set<String> texts(List<NpyArray> arrays) {
    Set<String> found = new TreeSet<>();
    for (NpyArray array : arrays) {
      for (int i = 0; i < array.samples(); i++) {
        found.add(array.text(i));
      }
    }
    return found;
  }

  private static Set<Long> numbers(List<NpyArray> arrays) {
    Set<Long> found = new TreeSet<>();
    for (NpyArray array : arrays) {
      for (int i = 0; i < array.samples(); i++) {
        found.add(array.wholeNumber(i));
      }
    }
    return found;
  }

  private static ClassLabels ofTexts(ModelView model, Set<String> found, OptionalInt outputs)
      throws StageException {
    if (!model.labels().isEmpty()) {
      List<String> unknown = new ArrayList<>(found);
      unknown.removeAll(model.labels());
      if (!unknown.isEmpty()) {
        throw refused(
            "%s are no classes of the model, which has %s".formatted(unknown, model.labels()));
      }
      return new ClassLabels(model.labels(), false);
    }
    if (outputs.isPresent() && outputs.getAsInt() != found.size()) {
      throw refused(
          "there are %d different ones, %s, and the model's output has %d values per sample; name its classes, in their order, in <labels>"
              .formatted(found.size(), found, outputs.getAsInt()));
    }
    return new ClassLabels(List.copyOf(found), false);
  }

  private static ClassLabels ofNumbers(ModelView model, Set<Long> found, OptionalInt outputs)
      throws StageException {
    long least = found.iterator().next();
    long most = found.stream().reduce(least, Math::max);
    int known = model.labels().isEmpty() ? outputs.orElse(-1) : model.labels().size();
    if (least >= 0 && most < (known > 1 ? known : MOST_CLASSES) && most < MOST_CLASSES) {
      return new ClassLabels(
          model.labels().isEmpty() ? indices(known > 1 ? known : (int) most + 1) : model.labels(),
          true);
    }
    if (found.size() == known || (known < 0 && found.size() <= MOST_CLASSES)) {
      List<String> names = found.stream().map(String::valueOf).toList();
      return new ClassLabels(model.labels().isEmpty() ? names : model.labels(), false);
    }
    throw refused(
        "there are %d different numbers from %d to %d%s; are they values to predict? Then call the array 'targets'"
            .formatted(
                found.size(),
                least,
                most,
                known < 0 ? "" : ", and the model has " + known + " classes, 0 to " + (known - 1)));
  }

  private static List<String> indices(int count) {
    return IntStream.range(0, count).mapToObj(String::valueOf).toList();
  }

  /** Values per sample of the first output of floating-point numbers that has a row of them. */
  static OptionalInt outputs(List<TensorInfo> outputs) {
    for (TensorInfo output : outputs) {
      if (output.elementType().filter(ElementType::isFloatingPoint).isEmpty()) {
        continue;
      }
      List<Dim> dims = output.dims();
      if (dims.size() == 2 && !dims.get(1).isOpen()) {
        return OptionalInt.of((int) dims.get(1).size());
      }
    }
    return OptionalInt.empty();
  }

  private static StageException refused(String problem) {
    return new StageException("<dataset> (edge.dataset): the labels do not fit: " + problem + ".");
  }

  /** The class of each sample. */
  int[] of(NpyArray array) {
    return IntStream.range(0, array.samples())
        .map(
            i ->
                isText(array)
                    ? names.indexOf(array.text(i))
                    : areIndices
                        ? (int) array.wholeNumber(i)
                        : names.indexOf(Long.toString(array.wholeNumber(i))))
        .toArray();
  }
}

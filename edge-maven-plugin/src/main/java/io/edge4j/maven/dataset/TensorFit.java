package io.edge4j.maven.dataset;

import io.edge4j.maven.dataset.tensors.ArrayInfo;
import io.edge4j.maven.stage.StageException;
import io.edge4j.model.Dim;
import io.edge4j.model.ElementType;
import io.edge4j.model.Fact;
import io.edge4j.model.InputContract;
import io.edge4j.model.Origin;
import io.edge4j.model.TensorInfo;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How the arrays of a split go into a model: which is which, and in what shape a sample is run.
 * Told from headers alone, so that it can be asked before anything runs.
 *
 * @param inputs for each input of the model what it takes of a sample
 * @param sizes of the dimensions that the model leaves open, without those that count samples
 * @param labels name of the array of classes, if there is one
 * @param targets name of the array of values to predict, if there is one
 */
record TensorFit(
    Map<String, Taken> inputs,
    Map<String, Long> sizes,
    Optional<String> labels,
    Optional<String> targets) {
  static final String LABELS = "labels";
  static final String TARGETS = "targets";

  /** What NumPy calls arrays that were given no name. */
  private static final String NAMELESS = "arr_\\d+";

  /**
   * What an input takes of a sample.
   *
   * @param type that the model declares
   * @param shape of a run of one sample
   */
  record Taken(ElementType type, List<Long> shape) {}

  /**
   * Compares both sides.
   *
   * @param place the file or folder of the arrays
   * @throws StageException saying all that does not fit, what the model takes and what is there
   */
  static TensorFit of(ModelView model, Path place, Collection<ArrayInfo> arrays)
      throws StageException {
    return new Comparison(model.inputs(), place, arrays).fit();
  }

  /** What samples are labelled with. */
  Optional<Task> task() {
    return labels.isPresent()
        ? Optional.of(Task.CLASSIFICATION)
        : targets.map(name -> Task.REGRESSION);
  }

  /** Shape of a run; empty where there are several inputs. */
  List<Long> onlySampleShape() {
    return inputs.size() == 1 ? inputs.values().iterator().next().shape() : List.of();
  }

  /** One comparison of a model with arrays, and what it has found so far. */
  private static final class Comparison {
    private final InputContract contract;
    private final Set<String> batchDimensions;
    private final Path place;
    private final Map<String, ArrayInfo> arrays = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();
    private final Map<String, Taken> inputs = new LinkedHashMap<>();
    private final Map<String, Long> sizes = new LinkedHashMap<>();
    private final Map<String, String> sized = new LinkedHashMap<>();

    Comparison(InputContract contract, Path place, Collection<ArrayInfo> found) {
      this.contract = contract;
      this.batchDimensions = contract.batchDimensions();
      this.place = place;
      found.forEach(array -> arrays.put(array.name(), array));
    }

    TensorFit fit() throws StageException {
      for (InputContract.Input input : contract.inputs()) {
        ArrayInfo array = arrays.get(input.name());
        if (array == null) {
          problems.add("there is no array for the input " + input.tensor());
        } else {
          fit(input.tensor(), array);
        }
      }
      checkSizesOfPom();
      Optional<ArrayInfo> labels = noInput(LABELS);
      Optional<ArrayInfo> targets = noInput(TARGETS);
      checkExtras();
      labels.ifPresent(this::checkLabels);
      targets.ifPresent(this::checkTargets);
      if (labels.isPresent() && targets.isPresent()) {
        problems.add("there are 'labels' and 'targets'; keep one of them");
      }
      checkCounts();
      if (!problems.isEmpty()) {
        throw new StageException(
            "<dataset> (edge.dataset): %s does not fit the model: %s. The model takes %s; %s holds %s."
                .formatted(
                    place,
                    String.join("; ", problems),
                    contract.inputs().stream().map(InputContract.Input::tensor).toList(),
                    place.getFileName(),
                    arrays.values()));
      }
      return new TensorFit(
          inputs, sizes, labels.map(ArrayInfo::name), targets.map(ArrayInfo::name));
    }

    /** The array of that name, when it is no input. */
    private Optional<ArrayInfo> noInput(String name) {
      return contract.input(name).isPresent()
          ? Optional.empty()
          : Optional.ofNullable(arrays.get(name));
    }

    private void checkExtras() {
      for (String name : arrays.keySet()) {
        if (contract.input(name).isPresent() || name.equals(LABELS) || name.equals(TARGETS)) {
          continue;
        }
        problems.add(
            "the array '%s' is no input of it, and neither 'labels' nor 'targets'; %s"
                .formatted(
                    name,
                    name.matches(NAMELESS)
                        ? "give it a name, as in numpy.savez(file, name=array)"
                        : "leave it out or rename it"));
      }
    }

    private void fit(TensorInfo input, ArrayInfo array) {
      Optional<ElementType> type = input.elementType();
      if (type.isEmpty()
          || (type.get() == ElementType.STRING) != (array.type() == ElementType.STRING)) {
        problems.add(array + " cannot become " + input);
        return;
      }
      Optional<List<Long>> shape = shape(input, array.sampleShape());
      if (shape.isEmpty()) {
        problems.add(
            "a sample of %s has the shape %s, and the model takes %s"
                .formatted(array.name(), array.sampleShape(), input));
        return;
      }
      inputs.put(input.name(), new Taken(type.get(), shape.get()));
      for (int axis = 0; axis < input.dims().size(); axis++) {
        if (input.dims().get(axis).isOpen()) {
          settle(InputContract.dimension(input, axis), shape.get().get(axis), array.name());
        }
      }
    }

    private void settle(String dimension, long size, String array) {
      if (batchDimensions.contains(dimension)) {
        return;
      }
      Long other = sizes.putIfAbsent(dimension, size);
      String found = size + " by " + array;
      if (other == null) {
        sized.put(dimension, found);
      } else if (other != size) {
        problems.add(dimension + " is " + sized.get(dimension) + " and " + found);
      }
    }

    /** The shape of a run: that of a sample, with an axis that counts one where it lacks that. */
    private Optional<List<Long>> shape(TensorInfo input, List<Long> sample) {
      int batchAxis = batchAxis(input);
      if (sample.size() == input.dims().size()) {
        return accepted(input, batchAxis, sample);
      }
      if (sample.size() != input.dims().size() - 1) {
        return Optional.empty();
      }
      List<Long> shape = new ArrayList<>(sample);
      shape.add(Math.max(0, batchAxis), 1L);
      return accepted(input, batchAxis, shape);
    }

    private Optional<List<Long>> accepted(TensorInfo input, int batchAxis, List<Long> shape) {
      for (int axis = 0; axis < shape.size(); axis++) {
        Dim dim = input.dims().get(axis);
        boolean fits = dim.isOpen() || dim.size() == shape.get(axis);
        if (!fits || (axis == batchAxis && shape.get(axis) != 1)) {
          return Optional.empty();
        }
      }
      return Optional.of(List.copyOf(shape));
    }

    /** The open axis that counts samples, or -1. */
    private int batchAxis(TensorInfo input) {
      for (int axis = 0; axis < input.dims().size(); axis++) {
        if (input.dims().get(axis).isOpen()
            && batchDimensions.contains(InputContract.dimension(input, axis))) {
          return axis;
        }
      }
      return -1;
    }

    private void checkSizesOfPom() {
      sizes.forEach(
          (dimension, size) -> {
            Fact<List<Long>> stated = contract.sizes().get(dimension);
            if (stated != null
                && stated.origin() == Origin.POM
                && !stated.value().equals(List.of(size))) {
              problems.add(
                  "%s is %d in the samples and %s in the pom; leave it out there"
                      .formatted(dimension, size, stated.value()));
            }
          });
    }

    private void checkLabels(ArrayInfo array) {
      requireOnePerSample(array);
      boolean classes =
          array.type().isInteger()
              || array.type() == ElementType.BOOL
              || array.type() == ElementType.STRING;
      if (!classes) {
        problems.add(
            array
                + " are no classes: give whole numbers or texts, or call values to predict"
                + " 'targets'");
      }
    }

    private void checkTargets(ArrayInfo array) {
      requireOnePerSample(array);
      if (array.type() == ElementType.STRING) {
        problems.add(array + " are no values to predict; call classes 'labels'");
      }
    }

    private void requireOnePerSample(ArrayInfo array) {
      if (array.sampleShape().stream().anyMatch(size -> size != 1)) {
        problems.add(array + " does not have one value per sample");
      }
    }

    private void checkCounts() {
      Map<Long, String> counts = new LinkedHashMap<>();
      arrays.values().forEach(array -> counts.putIfAbsent(array.shape().get(0), array.name()));
      if (counts.size() > 1) {
        List<String> each = new ArrayList<>();
        counts.forEach((count, name) -> each.add(count + " in " + name));
        problems.add("its arrays have different numbers of samples: " + String.join(", ", each));
      } else if (counts.containsKey(0L)) {
        problems.add("it has no samples");
      }
    }
  }
}

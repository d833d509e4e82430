package io.edge4j.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a model takes: its inputs, and the sizes of the dimensions that it leaves open. Every fact
 * remembers where it comes from, so that what was assumed can be said.
 *
 * <p>An open dimension is known by its symbol, which has one size wherever it stands; one without a
 * symbol by the input and the axis, as in {@code images[2]}.
 *
 * @param inputs in the order of the model
 * @param sizes of open dimensions, by {@link #dimension}; several where a model is measured at
 *     several
 * @since 0.1.0
 */
public record InputContract(List<Input> inputs, Map<String, Fact<List<Long>>> sizes) {
  /** Of a model of which nothing is known. */
  public static final InputContract EMPTY = new InputContract(List.of(), Map.of());

  /** Batch, channels, height and width. */
  static final int IMAGE_RANK = 4;

  /**
   * One input.
   *
   * @param tensor its name, element type and axes as the model declares them
   * @param layout where an image has its channels
   * @param preprocessing how pixels, or the columns of a table, become values; empty when the model
   *     takes what it is given
   * @param domain what is drawn where there are no samples
   * @param columns names of a table's columns, one per value of a sample; empty for anything else
   */
  public record Input(
      TensorInfo tensor,
      Fact<Layout> layout,
      Optional<Fact<Preprocessing>> preprocessing,
      Fact<Domain> domain,
      List<String> columns) {
    public Input {
      columns = List.copyOf(columns);
    }

    /**
     * What can be told of an input from its declaration alone. Where an exporter called two axes
     * the batch, as in {@code [batch, batch]}, only the first counts samples; the second is called
     * {@code batch_2}.
     */
    public static Input of(TensorInfo declared) {
      TensorInfo tensor = InputConventions.withOneBatch(declared);
      return new Input(
          tensor,
          InputConventions.layout(tensor),
          Optional.empty(),
          InputConventions.domain(tensor),
          List.of());
    }

    public String name() {
      return tensor.name();
    }

    public Input withLayout(Fact<Layout> fact) {
      return new Input(tensor, fact, preprocessing, domain, columns);
    }

    public Input withPreprocessing(Fact<Preprocessing> fact) {
      return new Input(tensor, layout, Optional.of(fact), domain, columns);
    }

    public Input withDomain(Fact<Domain> fact) {
      return new Input(tensor, layout, preprocessing, fact, columns);
    }

    public Input withColumns(List<String> names) {
      return new Input(tensor, layout, preprocessing, domain, names);
    }
  }

  public InputContract {
    inputs = List.copyOf(inputs);
    Map<String, Fact<List<Long>>> copy = new LinkedHashMap<>();
    sizes.forEach(
        (dimension, fact) ->
            copy.put(
                dimension, new Fact<>(List.copyOf(fact.value()), fact.origin(), fact.reason())));
    sizes = Collections.unmodifiableMap(copy);
  }

  /** What can be told of a model from its declaration alone. */
  public static InputContract of(List<TensorInfo> declared) {
    return new InputContract(declared.stream().map(Input::of).toList(), Map.of());
  }

  /** The name of an open axis: its symbol, or the input with the axis in brackets. */
  public static String dimension(TensorInfo tensor, int axis) {
    Optional<String> symbol = tensor.dims().get(axis).symbol();
    return symbol.isPresent() ? symbol.get() : tensor.name() + "[" + axis + "]";
  }

  /** The input of that name. */
  public Optional<Input> input(String name) {
    return inputs.stream().filter(input -> input.name().equals(name)).findFirst();
  }

  /** The same, with that input in place of the one of its name. */
  public InputContract with(Input changed) {
    return new InputContract(
        inputs.stream()
            .map(input -> input.name().equals(changed.name()) ? changed : input)
            .toList(),
        sizes);
  }

  /** The same, with that size of a dimension. */
  public InputContract withSizes(String dimension, Fact<List<Long>> fact) {
    Map<String, Fact<List<Long>>> changed = new LinkedHashMap<>(sizes);
    changed.put(dimension, fact);
    return new InputContract(inputs, changed);
  }

  /** Names of all dimensions that the model leaves open, in its order. */
  public Set<String> openDimensions() {
    Set<String> open = new LinkedHashSet<>();
    for (Input input : inputs) {
      for (int axis = 0; axis < input.tensor().dims().size(); axis++) {
        if (input.tensor().dims().get(axis).isOpen()) {
          open.add(dimension(input.tensor(), axis));
        }
      }
    }
    return open;
  }

  /**
   * Dimensions that count samples: those that are called so, and otherwise an open first axis that
   * is not called a length, or the open second one of a state {@code [layers, batch, size]}.
   */
  public Set<String> batchDimensions() {
    Set<String> batch = new LinkedHashSet<>();
    for (Input input : inputs) {
      InputConventions.batchAxis(input.tensor())
          .ifPresent(axis -> batch.add(dimension(input.tensor(), axis)));
    }
    return batch;
  }

  /**
   * Dimensions of height and width: of inputs of four axes with channels beside two open ones. Most
   * networks want them larger than other dimensions, and in powers of two.
   */
  public Set<String> imageDimensions() {
    Set<String> found = new LinkedHashSet<>();
    for (Input input : inputs) {
      List<Dim> dims = input.tensor().dims();
      int first =
          switch (input.layout().value()) {
            case CHW -> IMAGE_RANK - 2;
            case HWC -> 1;
            case NONE -> dims.size();
          };
      for (int axis = first; axis < Math.min(first + 2, dims.size()); axis++) {
        if (dims.get(axis).isOpen()) {
          found.add(dimension(input.tensor(), axis));
        }
      }
    }
    return found;
  }

  /** Names of the open dimensions whose size nobody has said yet, in the order of the model. */
  public Set<String> unsettledDimensions() {
    Set<String> unsettled = openDimensions();
    unsettled.removeAll(sizes.keySet());
    return unsettled;
  }

  /**
   * The sizes of all dimensions that have some, for each time that the model is run: where
   * dimensions have several, all their first sizes together, then all their second ones.
   */
  public List<Map<String, Long>> sizeSets() {
    int count = sizes.values().stream().mapToInt(fact -> fact.value().size()).max().orElse(1);
    List<Map<String, Long>> sets = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Map<String, Long> set = new LinkedHashMap<>();
      int index = i;
      sizes.forEach(
          (dimension, fact) ->
              set.put(dimension, fact.value().get(Math.min(index, fact.value().size() - 1))));
      sets.add(set);
    }
    return sets;
  }

  /**
   * What tells the {@link #sizeSets} from each other, such as {@code sequence=16}: the dimensions
   * that have several sizes, in alphabetical order. One that is empty where there is one set.
   */
  public List<String> sizeLabels() {
    Map<String, List<Long>> stated = new TreeMap<>();
    sizes.forEach((dimension, fact) -> stated.put(dimension, fact.value()));
    return sizeLabels(stated);
  }

  /** The same for sizes that are not a model's yet. */
  public static List<String> sizeLabels(Map<String, List<Long>> sizes) {
    int count = sizes.values().stream().mapToInt(List::size).max().orElse(1);
    List<String> labels = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int index = i;
      labels.add(
          new TreeMap<>(sizes)
              .entrySet().stream()
                  .filter(entry -> entry.getValue().size() > 1)
                  .map(entry -> entry.getKey() + "=" + entry.getValue().get(index))
                  .collect(Collectors.joining(",")));
    }
    return labels;
  }

  /**
   * The axes of an input, batch axis included.
   *
   * @param chosen sizes of all open dimensions
   * @throws IllegalArgumentException when one has none
   */
  public List<Long> shape(Input input, Map<String, Long> chosen) {
    List<Long> shape = new ArrayList<>();
    for (int axis = 0; axis < input.tensor().dims().size(); axis++) {
      Dim dim = input.tensor().dims().get(axis);
      if (!dim.isOpen()) {
        shape.add(dim.size());
        continue;
      }
      Long size = chosen.get(dimension(input.tensor(), axis));
      if (size == null) {
        throw new IllegalArgumentException(
            "nothing says how large "
                + dimension(input.tensor(), axis)
                + " of "
                + input.tensor()
                + " is");
      }
      shape.add(size);
    }
    return shape;
  }

  /**
   * The first input's axes for one sample, without its batch axis: an open first one, or one of
   * size 1. An axis is {@code -1} when nothing but a guess says its size.
   */
  public List<Long> sampleShape() {
    if (inputs.isEmpty()) {
      return List.of();
    }
    TensorInfo tensor = inputs.get(0).tensor();
    List<Long> shape = new ArrayList<>();
    for (int axis = tensor.hasBatchAxis() ? 1 : 0; axis < tensor.dims().size(); axis++) {
      Dim dim = tensor.dims().get(axis);
      shape.add(dim.isOpen() ? stated(dimension(tensor, axis)).orElse(Dim.OPEN_SIZE) : dim.size());
    }
    return shape;
  }

  /** The one size that somebody stated. */
  private OptionalLong stated(String dimension) {
    Fact<List<Long>> fact = sizes.get(dimension);
    return fact == null || fact.isAssumed() || fact.value().size() != 1
        ? OptionalLong.empty()
        : OptionalLong.of(fact.value().get(0));
  }

  /**
   * What stronger says, where it says something, and this elsewhere. Inputs and dimensions that
   * this has not are left out.
   */
  public InputContract overlaidBy(InputContract stronger) {
    InputContract result = this;
    for (Input input : inputs) {
      Optional<Input> other = stronger.input(input.name());
      if (other.isPresent()) {
        result = result.with(overlaid(input, other.get()));
      }
    }
    Set<String> open = openDimensions();
    for (Map.Entry<String, Fact<List<Long>>> size : stronger.sizes().entrySet()) {
      if (open.contains(size.getKey()) && isStronger(size.getValue(), sizes.get(size.getKey()))) {
        result = result.withSizes(size.getKey(), size.getValue());
      }
    }
    return result;
  }

  private static Input overlaid(Input weak, Input strong) {
    return new Input(
        weak.tensor(),
        isStronger(strong.layout(), weak.layout()) ? strong.layout() : weak.layout(),
        strong.preprocessing().or(weak::preprocessing),
        // What everybody can guess from the declaration is no statement.
        isStronger(strong.domain(), weak.domain())
                && !strong.domain().equals(InputConventions.domain(weak.tensor()))
            ? strong.domain()
            : weak.domain(),
        strong.columns().isEmpty() ? weak.columns() : strong.columns());
  }

  private static boolean isStronger(Fact<?> one, @Nullable Fact<?> other) {
    return other == null || one.origin().compareTo(other.origin()) <= 0;
  }

  /**
   * What nobody said, a line each, for example {@code input_ids takes 0 to 30521: its table has
   * 30522 rows}. That samples are run one by one is none of it.
   */
  public List<String> assumptions() {
    List<String> lines = new ArrayList<>();
    sizes.forEach(
        (dimension, fact) -> {
          if (fact.isAssumed()) {
            lines.add(dimension + " is " + text(fact.value()) + ": " + fact.reason());
          }
        });
    for (Input input : inputs) {
      if (input.layout().isAssumed()) {
        lines.add(
            "the layout of "
                + input.name()
                + " is "
                + input.layout().value()
                + ": "
                + input.layout().reason());
      }
      input
          .preprocessing()
          .filter(Fact::isAssumed)
          .ifPresent(
              fact -> lines.add(input.name() + " takes " + fact.value() + ": " + fact.reason()));
      if (input.domain().isAssumed()) {
        lines.add(
            input.name() + " takes " + input.domain().value() + ": " + input.domain().reason());
      }
    }
    return lines;
  }

  /**
   * Each input with the sizes and the values that are drawn for it, for example {@code input_ids:
   * int64[batch=1, sequence=128], 0 to 30521}.
   *
   * @param chosen sizes of open dimensions; one that is missing stays open
   */
  public List<String> described(Map<String, Long> chosen) {
    return inputs.stream()
        .map(input -> shapeText(input.tensor(), chosen) + ", " + input.domain().value())
        .toList();
  }

  /**
   * A declaration with the sizes of its open dimensions, for example {@code float[N=1, 3, 224,
   * 224]}, after its name.
   */
  public static String shapeText(TensorInfo tensor, Map<String, Long> chosen) {
    List<String> axes = new ArrayList<>();
    for (int axis = 0; axis < tensor.dims().size(); axis++) {
      Dim dim = tensor.dims().get(axis);
      Long size = dim.isOpen() ? chosen.get(dimension(tensor, axis)) : null;
      axes.add(
          size == null
              ? dim.toString()
              : dim.symbol().map(symbol -> symbol + "=" + size).orElse(size.toString()));
    }
    return tensor.name() + ": " + tensor.type() + "[" + String.join(", ", axes) + "]";
  }

  private static String text(List<Long> sizes) {
    return sizes.stream().map(String::valueOf).collect(Collectors.joining(","));
  }
}

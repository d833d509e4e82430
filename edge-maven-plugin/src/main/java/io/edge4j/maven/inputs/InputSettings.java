package io.edge4j.maven.inputs;

import io.edge4j.maven.stage.StageException;
import io.edge4j.model.Dim;
import io.edge4j.model.Fact;
import io.edge4j.model.InputContract;
import io.edge4j.model.Origin;
import io.edge4j.model.TensorInfo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What the pom says of the inputs of a model that was brought along, as it is written there.
 *
 * @param dimensions for each symbol its size, or several, as {@code 128} or {@code 16,128}
 * @param inputs by their names
 */
public record InputSettings(Map<String, String> dimensions, List<InputSetting> inputs) {
  /** A pom that says nothing. */
  public static final InputSettings NONE = new InputSettings(Map.of(), List.of());

  public InputSettings {
    dimensions = new LinkedHashMap<>(dimensions);
    inputs = List.copyOf(inputs);
  }

  public boolean isEmpty() {
    return dimensions.isEmpty() && inputs.isEmpty();
  }

  /**
   * What reports and gates call the sizes that a model is measured at, where there are several.
   *
   * @throws StageException when a size is none
   */
  public List<String> sizeLabels() throws StageException {
    Map<String, List<Long>> sizes = new LinkedHashMap<>();
    for (Map.Entry<String, String> dimension : dimensions.entrySet()) {
      sizes.put(
          dimension.getKey(),
          sizes("<dimensions>: <" + dimension.getKey() + ">", dimension.getValue()));
    }
    requireEqualLists(sizes);
    return InputContract.sizeLabels(sizes);
  }

  /**
   * The contract with what the pom says in it.
   *
   * @param contract of the model
   * @throws StageException when the model has no such input or dimension, or has another shape or
   *     type; lists the inputs that it has
   */
  public InputContract statedIn(InputContract contract) throws StageException {
    InputContract stated = contract;
    for (Map.Entry<String, String> dimension : dimensions.entrySet()) {
      if (!contract.openDimensions().contains(dimension.getKey())) {
        throw new StageException(
            "<dimensions> names '"
                + dimension.getKey()
                + "', and the model leaves no dimension of that name open; "
                + inputsOf(contract));
      }
      stated =
          stated.withSizes(
              dimension.getKey(),
              Fact.of(
                  sizes("<dimensions>: <" + dimension.getKey() + ">", dimension.getValue()),
                  Origin.POM));
    }
    Set<String> seen = new TreeSet<>();
    for (InputSetting setting : inputs) {
      InputContract.Input input = find(setting, contract, seen);
      stated = stated.with(setting.statedIn(input));
      String shape = setting.shape();
      if (shape != null) {
        stated = withShape(stated, input.tensor(), setting, shape);
      }
    }
    Map<String, List<Long>> sizes = new LinkedHashMap<>();
    stated.sizes().forEach((dimension, fact) -> sizes.put(dimension, fact.value()));
    requireEqualLists(sizes);
    return stated;
  }

  private static InputContract.Input find(
      InputSetting setting, InputContract contract, Set<String> seen) throws StageException {
    String name = setting.name();
    if (name == null || name.isBlank()) {
      throw new StageException(
          "<inputs>: an <input> has no <name>, which says what it is about; " + inputsOf(contract));
    }
    if (!seen.add(name)) {
      throw new StageException("<inputs> has two entries for the input '" + name + "'; join them");
    }
    return contract
        .input(name)
        .orElseThrow(
            () ->
                new StageException(
                    "<inputs> names '"
                        + name
                        + "', and the model has no such input; "
                        + inputsOf(contract)));
  }

  private static InputContract withShape(
      InputContract contract, TensorInfo tensor, InputSetting setting, String text)
      throws StageException {
    List<Long> shape = sizes(setting.place("shape"), text);
    List<Dim> dims = tensor.dims();
    if (shape.size() != dims.size()) {
      throw new StageException(
          "%s is '%s', which has %d axes, and the model declares %s with %d"
              .formatted(setting.place("shape"), text, shape.size(), tensor, dims.size()));
    }
    InputContract stated = contract;
    for (int axis = 0; axis < shape.size(); axis++) {
      long size = shape.get(axis);
      if (!dims.get(axis).isOpen()) {
        if (dims.get(axis).size() != size) {
          throw new StageException(
              "%s is '%s', and the model declares %s: the size of axis %d is fixed to %d"
                  .formatted(setting.place("shape"), text, tensor, axis, dims.get(axis).size()));
        }
        continue;
      }
      String dimension = InputContract.dimension(tensor, axis);
      Fact<List<Long>> known = stated.sizes().get(dimension);
      if (known != null && known.origin() == Origin.POM && !known.value().equals(List.of(size))) {
        throw new StageException(
            "%s says that %s is %d, and the pom says elsewhere that it is %s; one name has one size"
                .formatted(setting.place("shape"), dimension, size, text(known.value())));
      }
      stated = stated.withSizes(dimension, Fact.of(List.of(size), Origin.POM));
    }
    return stated;
  }

  /** Sizes of several dimensions go together, one of each at a time. */
  private static void requireEqualLists(Map<String, List<Long>> sizes) throws StageException {
    Set<Integer> lengths = new TreeSet<>();
    List<String> lists = new ArrayList<>();
    sizes.forEach(
        (dimension, list) -> {
          if (list.size() > 1) {
            lengths.add(list.size());
            lists.add("<" + dimension + "> " + text(list));
          }
        });
    if (lengths.size() > 1) {
      throw new StageException(
          "<dimensions> has lists of several lengths: "
              + String.join(" and ", lists)
              + "; they are measured together, the first of each, then the second of each, so give"
              + " all the same number of sizes");
    }
  }

  static List<Long> sizes(String place, String text) throws StageException {
    List<Long> sizes = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      long size;
      try {
        size = Long.parseLong(part.strip());
      } catch (NumberFormatException e) {
        throw noSize(place, text);
      }
      if (size < 1) {
        throw noSize(place, text);
      }
      sizes.add(size);
    }
    return sizes;
  }

  private static StageException noSize(String place, String text) {
    return new StageException(
        place + " is '" + text + "'; sizes are whole numbers from 1 on, separated by commas");
  }

  private static String text(List<Long> sizes) {
    return sizes.stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  private static String inputsOf(InputContract contract) {
    return "its inputs are "
        + contract.inputs().stream()
            .map(input -> input.tensor().toString())
            .collect(Collectors.joining(", "));
  }
}

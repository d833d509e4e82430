package io.edge4j.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The input contract as metadata of schema 2. {@code edge.inputs} is a list with an object for each
 * input, {@code edge.dimensions} an object with the sizes of open dimensions. What was assumed has
 * its reason beside it, under {@code assumed}.
 */
final class ContractJson {
  private static final String INPUTS = ModelMetadata.PREFIX + "inputs";
  private static final String DIMENSIONS = ModelMetadata.PREFIX + "dimensions";
  private static final String ASSUMED = "assumed";
  private static final String LAYOUT = "layout";
  private static final String VALUES = "values";
  private static final String SCALE = "scale";

  private ContractJson() {}

  static InputContract read(Map<String, String> entries, InputContract declared)
      throws ModelFormatException {
    String inputs = entries.get(INPUTS);
    if (inputs == null) {
      throw new ModelFormatException(
          "The model's metadata says "
              + ModelMetadata.SCHEMA_KEY
              + "=2 and has no "
              + INPUTS
              + ", which schema 2 has: it was damaged, or written by something else.");
    }
    InputContract contract = declared;
    for (MetadataJson json : MetadataJson.objects(INPUTS, inputs)) {
      String name = json.string("name").orElseThrow(() -> json.wrong("name", "the input's"));
      InputContract.Input input =
          contract.input(name).orElseThrow(() -> unknownInput(INPUTS, name, declared));
      contract = contract.with(input(json, input));
    }
    return entries.containsKey(DIMENSIONS)
        ? sizes(MetadataJson.object(DIMENSIONS, entries.get(DIMENSIONS)), contract)
        : contract;
  }

  static ModelFormatException unknownInput(String key, String name, InputContract declared) {
    return ModelMetadata.damaged(
        key,
        "about the model's inputs, which are "
            + declared.inputs().stream().map(InputContract.Input::tensor).toList(),
        name,
        null);
  }

  private static InputContract.Input input(MetadataJson json, InputContract.Input declared)
      throws ModelFormatException {
    MetadataJson assumed = json.object(ASSUMED);
    InputContract.Input input = declared.withColumns(json.strings("columns"));
    if (json.has(LAYOUT)) {
      Layout layout = constant(json, LAYOUT, Layout.values());
      if (!declared.layout().equals(Fact.of(layout, Origin.DECLARED))) {
        input = input.withLayout(fact(layout, assumed.string(LAYOUT)));
      }
    }
    Optional<Domain> domain = domain(json);
    if (domain.isPresent()) {
      input = input.withDomain(fact(domain.get(), assumed.string(VALUES)));
    }
    return json.has(SCALE)
        ? input.withPreprocessing(fact(preprocessing(json), assumed.string(SCALE)))
        : input;
  }

  private static <T> Fact<T> fact(T value, Optional<String> reason) {
    return reason
        .filter(text -> !text.isEmpty())
        .map(text -> Fact.assumed(value, text))
        .orElseGet(() -> Fact.of(value, Origin.METADATA));
  }

  private static <T extends Enum<T>> T constant(MetadataJson json, String field, T[] constants)
      throws ModelFormatException {
    String found = json.string(field).orElse("");
    for (T constant : constants) {
      if (constant.name().equals(found)) {
        return constant;
      }
    }
    throw json.wrong(field, "one of " + List.of(constants));
  }

  private static Optional<Domain> domain(MetadataJson json) throws ModelFormatException {
    try {
      if (json.has("range")) {
        List<Double> range = json.numbers("range");
        if (range.size() != 2) {
          throw json.wrong("range", "a least and a most value");
        }
        return Optional.of(new Domain.Range(range.get(0), range.get(1)));
      }
      return json.has("fill")
          ? Optional.of(new Domain.Fill(json.number("fill", 0)))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      throw ModelMetadata.damaged(INPUTS, e.getMessage(), MetadataJson.text(json.fields()), e);
    }
  }

  private static Preprocessing preprocessing(MetadataJson json) throws ModelFormatException {
    try {
      return new Preprocessing(
          json.numbers(SCALE),
          json.numbers("mean"),
          json.numbers("std"),
          json.has("channelOrder")
              ? constant(json, "channelOrder", ChannelOrder.values())
              : ChannelOrder.RGB,
          Resize.of(json.string("resize").orElse(Resize.STRETCH.label()))
              .orElseThrow(() -> json.wrong("resize", "stretch or crop")));
    } catch (IllegalArgumentException e) {
      throw ModelMetadata.damaged(INPUTS, e.getMessage(), MetadataJson.text(json.fields()), e);
    }
  }

  private static InputContract sizes(MetadataJson json, InputContract declared)
      throws ModelFormatException {
    Set<String> open = declared.openDimensions();
    InputContract contract = declared;
    for (String dimension : json.fields().keySet()) {
      MetadataJson stated = json.object(dimension);
      List<Long> sizes = stated.wholeNumbers("sizes");
      if (!open.contains(dimension)
          || sizes.isEmpty()
          || sizes.stream().anyMatch(size -> size < 1)) {
        throw json.wrong(
            dimension, "known to the model, with sizes from 1 on; its open dimensions are " + open);
      }
      contract = contract.withSizes(dimension, fact(sizes, stated.string(ASSUMED)));
    }
    return contract;
  }

  static void write(InputContract contract, Map<String, String> entries) {
    List<Object> inputs = new ArrayList<>();
    contract.inputs().forEach(input -> inputs.add(json(input)));
    entries.put(INPUTS, MetadataJson.text(inputs));
    if (!contract.sizes().isEmpty()) {
      Map<String, Object> dimensions = new LinkedHashMap<>();
      contract
          .sizes()
          .forEach(
              (dimension, fact) -> {
                Map<String, Object> json = new LinkedHashMap<>();
                json.put("sizes", fact.value());
                if (fact.isAssumed()) {
                  json.put(ASSUMED, fact.reason());
                }
                dimensions.put(dimension, json);
              });
      entries.put(DIMENSIONS, MetadataJson.text(dimensions));
    }
  }

  private static Map<String, Object> json(InputContract.Input input) {
    Map<String, Object> json = new LinkedHashMap<>();
    Map<String, Object> assumed = new LinkedHashMap<>();
    json.put("name", input.name());
    json.put("type", input.tensor().type());
    json.put("shape", input.tensor().dims().stream().map(ContractJson::axis).toList());
    if (input.layout().value() != Layout.NONE) {
      json.put(LAYOUT, input.layout().value().name());
      note(input.layout(), LAYOUT, assumed);
    }
    input
        .preprocessing()
        .ifPresent(
            fact -> {
              put(fact.value(), json);
              note(fact, SCALE, assumed);
            });
    if (input.domain().value() instanceof Domain.Range range) {
      json.put("range", List.of(range.least(), range.most()));
      note(input.domain(), VALUES, assumed);
    } else if (input.domain().value() instanceof Domain.Fill fill) {
      json.put("fill", fill.value());
      note(input.domain(), VALUES, assumed);
    }
    if (!input.columns().isEmpty()) {
      json.put("columns", input.columns());
    }
    if (!assumed.isEmpty()) {
      json.put(ASSUMED, assumed);
    }
    return json;
  }

  /** The size, the symbol, or {@code ?}. */
  private static Object axis(Dim dim) {
    return dim.isOpen() ? dim.toString() : (Object) dim.size();
  }

  private static void put(Preprocessing preprocessing, Map<String, Object> json) {
    json.put(SCALE, oneOrMany(preprocessing.scale()));
    json.put("mean", oneOrMany(preprocessing.mean()));
    json.put("std", oneOrMany(preprocessing.std()));
    json.put("channelOrder", preprocessing.channelOrder().name());
    json.put("resize", preprocessing.resize().label());
  }

  private static Object oneOrMany(List<Double> numbers) {
    return numbers.size() == 1 ? numbers.get(0) : numbers;
  }

  private static void note(Fact<?> fact, String what, Map<String, Object> assumed) {
    if (fact.isAssumed()) {
      assumed.put(what, fact.reason());
    }
  }
}

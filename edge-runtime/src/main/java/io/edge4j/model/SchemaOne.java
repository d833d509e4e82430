package io.edge4j.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What schema 1 said of the input: {@code {"name", "shape", "scale", "mean", "std", "columns"}}, of
 * one input, its shape without the batch axis.
 */
final class SchemaOne {
  private static final String INPUT = ModelMetadata.PREFIX + "input";

  private SchemaOne() {}

  static InputContract inputs(Map<String, String> entries, InputContract declared)
      throws ModelFormatException {
    if (!entries.containsKey(INPUT) || declared.inputs().isEmpty()) {
      return declared;
    }
    MetadataJson json = MetadataJson.object(INPUT, entries.get(INPUT));
    InputContract.Input first = declared.inputs().get(0);
    String name = json.string("name").orElse(first.name());
    InputContract.Input input =
        declared.input(name).orElseThrow(() -> ContractJson.unknownInput(INPUT, name, declared));
    List<MetadataJson> columns = json.objects("columns");
    InputContract.Input known = input.withColumns(names(columns));
    Preprocessing preprocessing = preprocessing(json, columns);
    if (!preprocessing.equals(Preprocessing.NONE)) {
      known = known.withPreprocessing(Fact.of(preprocessing, Origin.METADATA));
    }
    return sizes(declared.with(known), known.tensor(), json.wholeNumbers("shape"));
  }

  private static List<String> names(List<MetadataJson> columns) throws ModelFormatException {
    List<String> names = new ArrayList<>();
    for (MetadataJson column : columns) {
      names.add(column.string("name").orElse(""));
    }
    return names;
  }

  private static Preprocessing preprocessing(MetadataJson json, List<MetadataJson> columns)
      throws ModelFormatException {
    List<Double> means = new ArrayList<>();
    List<Double> deviations = new ArrayList<>();
    for (MetadataJson column : columns) {
      means.add(column.number("mean", 0));
      deviations.add(column.number("std", 1));
    }
    try {
      return columns.isEmpty()
          ? Preprocessing.of(json.number("scale", 1), json.number("mean", 0), json.number("std", 1))
          : new Preprocessing(List.of(1.0), means, deviations, ChannelOrder.RGB, Resize.STRETCH);
    } catch (IllegalArgumentException e) {
      throw ModelMetadata.damaged(INPUT, e.getMessage(), MetadataJson.text(json.fields()), e);
    }
  }

  /** Open axes of one sample get the sizes that the shape has at their place. */
  private static InputContract sizes(InputContract contract, TensorInfo tensor, List<Long> sample)
      throws ModelFormatException {
    int offset = tensor.dims().size() - sample.size();
    if (sample.isEmpty() || tensor.dims().isEmpty()) {
      return contract;
    }
    if (offset < 0 || offset > 1) {
      throw doesNotFit(tensor, sample);
    }
    InputContract result = contract;
    for (int i = 0; i < sample.size(); i++) {
      Dim dim = tensor.dims().get(i + offset);
      long size = sample.get(i);
      if (!dim.isOpen() && dim.size() != size) {
        throw doesNotFit(tensor, sample);
      }
      if (dim.isOpen() && size > 0) {
        result =
            result.withSizes(
                InputContract.dimension(tensor, i + offset),
                Fact.of(List.of(size), Origin.METADATA));
      }
    }
    return result;
  }

  private static ModelFormatException doesNotFit(TensorInfo tensor, List<Long> sample) {
    return ModelMetadata.damaged(
        INPUT, "one sample of the input " + tensor, "shape " + sample, null);
  }
}

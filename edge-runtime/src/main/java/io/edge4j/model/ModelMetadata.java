package io.edge4j.model;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What a model says of itself: the {@code edge.*} entries of an ONNX file's {@code metadata_props},
 * schema 2. It travels in the file, so that the file needs nothing beside it. This is the only
 * reader and the only writer of these keys.
 *
 * <p>A file without {@code edge.*} keys is read as one of which nothing is known: names are empty,
 * and its inputs are what ONNX declares.
 *
 * @param name the pom's {@code modelName}; empty when unknown
 * @param version of the project that made it; empty when unknown
 * @param labels class names by output index; empty for a model that is no classifier
 * @param inputs what it takes
 * @param output what its first floating-point output means; empty when unknown
 * @param recipe how its weights are stored; empty when unknown, also when a later version of this
 *     project made it by a recipe that this one does not know
 * @param accuracy share of test samples classified right, 0 to 1; empty when it was not measured
 * @param dataset name and fingerprint of what it was trained on, separated by a blank; empty when
 *     unknown
 * @param producer {@code edge-maven-plugin <version>}; empty when unknown
 * @param selfTest by which the model proves that a machine computes what the build's did; empty
 *     when it brings none
 * @since 0.1.0
 */
public record ModelMetadata(
    String name,
    String version,
    List<String> labels,
    InputContract inputs,
    Optional<OutputKind> output,
    Optional<Recipe> recipe,
    OptionalDouble accuracy,
    String dataset,
    String producer,
    Optional<SelfTest> selfTest) {
  /** What every key of this project begins with. */
  public static final String PREFIX = "edge.";

  static final String SCHEMA_KEY = PREFIX + "schema";
  static final String NAME = PREFIX + "name";
  static final String VERSION = PREFIX + "version";
  static final String LABELS = PREFIX + "labels";
  static final String OUTPUT = PREFIX + "output";
  static final String RECIPE = PREFIX + "recipe";
  static final String ACCURACY = PREFIX + "accuracy";
  static final String DATASET = PREFIX + "dataset";
  static final String PRODUCER = PREFIX + "producer";
  static final String SELF_TEST = PREFIX + "selfTest";

  /** The schema that is written. */
  private static final int SCHEMA = 2;

  public ModelMetadata {
    labels = List.copyOf(labels);
  }

  /** Of a model that brings no self-test. */
  public ModelMetadata(
      String name,
      String version,
      List<String> labels,
      InputContract inputs,
      Optional<OutputKind> output,
      Optional<Recipe> recipe,
      OptionalDouble accuracy,
      String dataset,
      String producer) {
    this(
        name,
        version,
        labels,
        inputs,
        output,
        recipe,
        accuracy,
        dataset,
        producer,
        Optional.empty());
  }

  /** Of a model that says nothing. */
  public static ModelMetadata unknown(List<TensorInfo> inputs) {
    return new ModelMetadata(
        "",
        "",
        List.of(),
        InputContract.of(inputs),
        Optional.empty(),
        Optional.empty(),
        OptionalDouble.empty(),
        "",
        "");
  }

  /**
   * Reads what a model file says.
   *
   * @throws ModelFormatException as {@link #read(Map, List, List)} does, with the file's name
   */
  public static ModelMetadata of(Path model) throws IOException {
    OnnxHeader header = OnnxHeader.read(model);
    try {
      return read(header.metadata(), header.inputs(), header.outputs());
    } catch (ModelFormatException e) {
      throw new ModelFormatException(model + ": " + e.getMessage(), e);
    }
  }

  /**
   * Reads the entries of a file; keys of others are ignored.
   *
   * @param entries all of {@code metadata_props}
   * @param inputs as the file declares them, without initializers
   * @param outputs as the file declares them
   * @throws ModelFormatException when a later version wrote them, when one is damaged, or when they
   *     do not fit the inputs and outputs
   */
  public static ModelMetadata read(
      Map<String, String> entries, List<TensorInfo> inputs, List<TensorInfo> outputs)
      throws ModelFormatException {
    if (entries.keySet().stream().noneMatch(key -> key.startsWith(PREFIX))) {
      return unknown(inputs);
    }
    int schema = schema(entries.getOrDefault(SCHEMA_KEY, "1"));
    InputContract declared = InputContract.of(inputs);
    ModelMetadata metadata =
        new ModelMetadata(
            entries.getOrDefault(NAME, ""),
            entries.getOrDefault(VERSION, ""),
            entries.containsKey(LABELS)
                ? MetadataJson.strings(LABELS, entries.get(LABELS))
                : List.of(),
            schema == 1
                ? SchemaOne.inputs(entries, declared)
                : ContractJson.read(entries, declared),
            output(entries.get(OUTPUT)),
            Recipe.of(entries.getOrDefault(RECIPE, "")),
            accuracy(entries.getOrDefault(ACCURACY, "")),
            entries.getOrDefault(DATASET, ""),
            entries.getOrDefault(PRODUCER, ""),
            entries.containsKey(SELF_TEST)
                ? Optional.of(SelfTest.read(entries.get(SELF_TEST)))
                : Optional.empty());
    requireLabelsFor(metadata.labels(), outputs, LABELS);
    return metadata;
  }

  private static int schema(String text) throws ModelFormatException {
    int schema;
    try {
      schema = Integer.parseInt(text.strip());
    } catch (NumberFormatException e) {
      throw damaged(SCHEMA_KEY, "a whole number", text, e);
    }
    if (schema > SCHEMA) {
      throw new ModelFormatException(
          "The model was written by a newer edge4j ("
              + SCHEMA_KEY
              + "="
              + schema
              + "): update edge-runtime and edge-maven-plugin to the version that wrote it. "
              + "This version reads schema 1 to "
              + SCHEMA
              + ".");
    }
    if (schema < 1) {
      throw damaged(SCHEMA_KEY, "1 to " + SCHEMA, text, null);
    }
    return schema;
  }

  private static Optional<OutputKind> output(@Nullable String name) throws ModelFormatException {
    if (name == null) {
      return Optional.empty();
    }
    return Optional.of(
        OutputKind.of(name)
            .orElseThrow(() -> damaged(OUTPUT, "logits, probabilities or values", name, null)));
  }

  private static OptionalDouble accuracy(String figure) throws ModelFormatException {
    if (figure.isEmpty()) {
      return OptionalDouble.empty();
    }
    try {
      double share = Double.parseDouble(figure);
      if (share >= 0 && share <= 1) {
        return OptionalDouble.of(share);
      }
    } catch (NumberFormatException e) {
      throw damaged(ACCURACY, "a share from 0 to 1", figure, e);
    }
    throw damaged(ACCURACY, "a share from 0 to 1", figure, null);
  }

  /**
   * Refuses labels that do not fit the first output of floating-point numbers, where its last axis
   * is known.
   *
   * @param source who gave the labels, for the message
   */
  public static void requireLabelsFor(List<String> labels, List<TensorInfo> outputs, String source)
      throws ModelFormatException {
    if (labels.isEmpty()) {
      return;
    }
    Optional<TensorInfo> scores =
        outputs.stream()
            .filter(output -> output.elementType().filter(ElementType::isFloatingPoint).isPresent())
            .findFirst();
    if (scores.isEmpty() || scores.get().dims().isEmpty()) {
      return;
    }
    TensorInfo output = scores.get();
    Dim last = output.dims().get(output.dims().size() - 1);
    // A lone axis of size 1 may count samples.
    boolean known = !last.isOpen() && (output.dims().size() > 1 || last.size() > 1);
    if (known && last.size() != labels.size()) {
      throw new ModelFormatException(
          source
              + " has "
              + labels.size()
              + (labels.size() == 1 ? " label" : " labels")
              + ", and the model's output "
              + output
              + " has "
              + last.size()
              + (last.size() == 1 ? " value" : " values")
              + " per sample.");
    }
  }

  static ModelFormatException damaged(
      String key, @Nullable String expected, String found, @Nullable Throwable cause) {
    return new ModelFormatException(
        "The model's metadata entry " + key + " should be " + expected + "; found: " + found,
        cause);
  }

  /**
   * The same model as another build ships it.
   *
   * @param newName empty to keep the old one
   * @param newVersion empty to keep the old one
   * @param newLabels empty to keep the old ones
   */
  public ModelMetadata shippedAs(String newName, String newVersion, List<String> newLabels) {
    return new ModelMetadata(
        newName.isEmpty() ? name : newName,
        newVersion.isEmpty() ? version : newVersion,
        newLabels.isEmpty() ? labels : newLabels,
        inputs,
        output,
        recipe,
        accuracy,
        dataset,
        producer,
        selfTest);
  }

  /** The same model after its weights took another form; what it gave before proves nothing. */
  public ModelMetadata optimized(
      Optional<Recipe> newRecipe,
      OptionalDouble newAccuracy,
      String newProducer,
      InputContract contract) {
    return new ModelMetadata(
        name, version, labels, contract, output, newRecipe, newAccuracy, dataset, newProducer);
  }

  /** The same model with what it proves itself by. */
  public ModelMetadata provenBy(SelfTest test) {
    return new ModelMetadata(
        name,
        version,
        labels,
        inputs,
        output,
        recipe,
        accuracy,
        dataset,
        producer,
        Optional.of(test));
  }

  /** The entries to write, in a fixed order; what is unknown is left out. */
  public Map<String, String> entries() {
    Map<String, String> entries = new LinkedHashMap<>();
    entries.put(SCHEMA_KEY, Integer.toString(SCHEMA));
    put(entries, NAME, name);
    put(entries, VERSION, version);
    entries.put(LABELS, MetadataJson.text(labels));
    ContractJson.write(inputs, entries);
    output.ifPresent(kind -> entries.put(OUTPUT, kind.metadataName()));
    recipe.ifPresent(known -> entries.put(RECIPE, known.label()));
    accuracy.ifPresent(share -> entries.put(ACCURACY, BigDecimal.valueOf(share).toPlainString()));
    put(entries, DATASET, dataset);
    put(entries, PRODUCER, producer);
    selfTest.ifPresent(test -> entries.put(SELF_TEST, test.text()));
    return entries;
  }

  /**
   * Puts these entries into a model file in place of the {@code edge.*} entries that it has. The
   * graph and its weights are neither read nor written, unless such entries lie before them.
   *
   * @throws ModelFormatException when the file is no ONNX model
   */
  public void storeIn(Path model) throws IOException {
    MetadataProps.replace(model, PREFIX, entries());
  }

  /**
   * How many bytes of a model file its {@code edge.*} entries take.
   *
   * @throws ModelFormatException when the file is no ONNX model
   */
  public static long bytesIn(Path model) throws IOException {
    return MetadataProps.bytes(model, PREFIX);
  }

  private static void put(Map<String, String> entries, String key, String value) {
    if (!value.isEmpty()) {
      entries.put(key, value);
    }
  }
}

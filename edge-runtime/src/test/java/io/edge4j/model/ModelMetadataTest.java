package io.edge4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelMetadataTest {
  private static final List<TensorInfo> IMAGES =
      List.of(tensor("input", "float", "batch", "1", "28", "28"));
  private static final List<TensorInfo> THREE = List.of(tensor("scores", "float", "batch", "3"));
  private static final List<TensorInfo> ENCODER =
      List.of(
          tensor("input_ids", "int64", "batch", "sequence"),
          tensor("attention_mask", "int64", "batch", "sequence"));

  @TempDir Path directory;

  @Test
  void whatIsWrittenIsReadAgain() throws IOException {
    InputContract contract =
        InputContract.of(ENCODER)
            .with(
                InputContract.Input.of(ENCODER.get(0))
                    .withDomain(
                        Fact.assumed(new Domain.Range(0, 30521), "its table has 30522 rows")))
            .withSizes("sequence", Fact.of(List.of(16L, 128L), Origin.METADATA))
            .withSizes("batch", Fact.assumed(List.of(1L), "one by one"));
    ModelMetadata written =
        new ModelMetadata(
            "encoder",
            "1.2.0",
            List.of("a", "b\"c", "ä"),
            contract,
            Optional.of(OutputKind.LOGITS),
            Optional.of(Recipe.DYNAMIC),
            OptionalDouble.of(0.8981),
            "reviews sha256:00",
            "edge-maven-plugin 0.1.0");
    assertThat(ModelMetadata.read(written.entries(), ENCODER, THREE)).isEqualTo(written);
  }

  @Test
  void preprocessingPerChannelIsReadAgain() throws IOException {
    List<TensorInfo> inputs = List.of(tensor("x", "float", "", "h", "w", "3"));
    Preprocessing preprocessing =
        new Preprocessing(
            List.of(1.0 / 255),
            List.of(0.485, 0.456, 0.406),
            List.of(0.229, 0.224, 0.225),
            ChannelOrder.BGR,
            Resize.CROP);
    InputContract contract =
        InputContract.of(inputs)
            .with(
                InputContract.Input.of(inputs.get(0))
                    .withPreprocessing(Fact.of(preprocessing, Origin.METADATA)));
    ModelMetadata read = ModelMetadata.read(of(contract).entries(), inputs, THREE);
    assertThat(read.inputs().inputs().get(0).preprocessing())
        .contains(Fact.of(preprocessing, Origin.METADATA));
    assertThat(read.inputs().inputs().get(0).layout().value()).isEqualTo(Layout.HWC);
  }

  @Test
  void schemaOneSaysHowPixelsAreScaled() throws IOException {
    ModelMetadata read =
        ModelMetadata.read(
            Map.of(
                "edge.schema", "1",
                "edge.input",
                    "{\"name\":\"input\",\"shape\":[1,28,28],\"scale\":0.5,\"mean\":1.0,\"std\":2.0}"),
            IMAGES,
            THREE);
    assertThat(read.inputs().inputs().get(0).preprocessing())
        .contains(Fact.of(Preprocessing.of(0.5, 1, 2), Origin.METADATA));
    assertThat(read.inputs().sampleShape()).containsExactly(1L, 28L, 28L);
  }

  @Test
  void columnsOfSchemaOneArePreprocessedOneByOne() throws IOException {
    ModelMetadata read =
        ModelMetadata.read(
            Map.of(
                "edge.schema",
                "1",
                "edge.input",
                "{\"name\":\"row\",\"shape\":[2],\"scale\":1.0,\"mean\":0.0,\"std\":1.0,\"columns\":["
                    + "{\"name\":\"squareMetres\",\"mean\":80.0,\"std\":20.0},"
                    + "{\"name\":\"yearBuilt\",\"mean\":1980.5,\"std\":10}]}"),
            List.of(tensor("row", "float", "n", "2")),
            THREE);
    InputContract.Input row = read.inputs().inputs().get(0);
    assertThat(row.columns()).containsExactly("squareMetres", "yearBuilt");
    assertThat(row.preprocessing().orElseThrow().value().apply(0, 110)).isEqualTo(1.5f);
    assertThat(row.preprocessing().orElseThrow().value().apply(1, 1970.5)).isEqualTo(-1f);
  }

  @Test
  void anOpenAxisHasTheSizeThatSchemaOneGaveIt() throws IOException {
    ModelMetadata read =
        ModelMetadata.read(
            Map.of("edge.input", "{\"shape\":[3,224,224]}"),
            List.of(tensor("x", "float", "n", "3", "h", "w")),
            THREE);
    assertThat(read.inputs().sampleShape()).containsExactly(3L, 224L, 224L);
  }

  @Test
  void aNewerSchemaIsRefusedWithWhatToUpdate() {
    assertThatThrownBy(() -> ModelMetadata.read(Map.of("edge.schema", "3"), IMAGES, THREE))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageStartingWith(
            "The model was written by a newer edge4j (edge.schema=3): update edge-runtime");
  }

  @Test
  void keysOfSchemaOneUnderTheNumberOfSchemaTwoAreRefused() {
    assertThatThrownBy(
            () ->
                ModelMetadata.read(
                    Map.of(
                        "edge.schema", "2",
                        "edge.labels", "[\"a\",\"b\",\"c\"]",
                        "edge.output", "logits",
                        "edge.recipe", "fp32"),
                    IMAGES,
                    THREE))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("edge.schema=2 and has no edge.inputs");
  }

  @Test
  void labelsThatDoNotFitTheOutputAreRefused() {
    assertThatThrownBy(
            () -> ModelMetadata.read(Map.of("edge.labels", "[\"cat\",\"dog\"]"), IMAGES, THREE))
        .isInstanceOf(ModelFormatException.class)
        .hasMessage(
            "edge.labels has 2 labels, and the model's output scores: float[batch, 3] has 3 values "
                + "per sample.");
  }

  @Test
  void labelsOfAnOutputOfOpenSizeAreTaken() throws IOException {
    assertThat(
            ModelMetadata.read(
                    Map.of("edge.labels", "[\"cat\",\"dog\"]"),
                    IMAGES,
                    List.of(tensor("scores", "float", "batch", "classes")))
                .labels())
        .containsExactly("cat", "dog");
  }

  @Test
  void aRecipeOfALaterVersionIsUnknownAndNoReasonToFail() throws IOException {
    assertThat(ModelMetadata.read(Map.of("edge.recipe", "ternary"), IMAGES, THREE).recipe())
        .isEmpty();
  }

  @Test
  void aFileWithoutKeysSaysWhatOnnxDeclares() throws IOException {
    ModelMetadata read = ModelMetadata.read(Map.of("other", "1"), IMAGES, THREE);
    assertThat(read.name()).isEmpty();
    assertThat(read.output()).isEmpty();
    assertThat(read.inputs().inputs().get(0).tensor()).isEqualTo(IMAGES.get(0));
  }

  @Test
  void anInputThatTheModelHasNotIsRefusedWithThoseThatItHas() {
    assertThatThrownBy(
            () ->
                ModelMetadata.read(
                    Map.of("edge.schema", "2", "edge.inputs", "[{\"name\":\"pixels\"}]"),
                    IMAGES,
                    THREE))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("[input: float[batch, 1, 28, 28]]")
        .hasMessageEndingWith("found: pixels");
  }

  @Test
  void anAccuracyThatIsNoShareIsRefused() {
    assertThatThrownBy(() -> ModelMetadata.read(Map.of("edge.accuracy", "90"), IMAGES, THREE))
        .hasMessage(
            "The model's metadata entry edge.accuracy should be a share from 0 to 1; found: 90");
  }

  @Test
  void entriesAreStoredWithoutTouchingTheRest() throws IOException {
    ModelProto plain =
        BuiltModel.model(BuiltModel.identity())
            .addMetadataProps(BuiltModel.entry("author", "somebody"))
            .build();
    Path file = Files.write(directory.resolve("m.onnx"), plain.toByteArray());
    named("first").storeIn(file);
    byte[] stored = Files.readAllBytes(file);
    assertThat(stored).startsWith(plain.toByteArray());
    assertThat(ModelMetadata.of(file).name()).isEqualTo("first");
    assertThat(OnnxHeader.read(file).metadata()).containsEntry("author", "somebody");
  }

  @Test
  void theBytesThatEntriesTakeAreThoseThatTheFileGrewBy() throws IOException {
    byte[] plain = BuiltModel.model(BuiltModel.identity()).build().toByteArray();
    Path file = Files.write(directory.resolve("m.onnx"), plain);
    assertThat(ModelMetadata.bytesIn(file)).isZero();

    named("first").storeIn(file);

    assertThat(ModelMetadata.bytesIn(file)).isEqualTo(Files.size(file) - plain.length);
  }

  @Test
  void entriesThatWereStoredBeforeAreReplaced() throws IOException {
    Path file =
        Files.write(
            directory.resolve("m.onnx"),
            BuiltModel.model(BuiltModel.identity()).build().toByteArray());
    named("first").storeIn(file);
    named("second").storeIn(file);
    assertThat(ModelProto.parseFrom(Files.readAllBytes(file)).getMetadataPropsList())
        .extracting(entry -> entry.getKey())
        .doesNotHaveDuplicates();
    assertThat(ModelMetadata.of(file).name()).isEqualTo("second");
  }

  @Test
  void entriesInTheMiddleOfAFileAreReplacedToo() throws IOException {
    ModelProto late =
        BuiltModel.model(BuiltModel.identity())
            .addMetadataProps(BuiltModel.entry("edge.name", "old"))
            .addMetadataProps(BuiltModel.entry("author", "somebody"))
            .addFunctions(BuiltModel.function(BuiltModel.node("Relu", "a", "b")))
            .build();
    Path file = Files.write(directory.resolve("m.onnx"), late.toByteArray());
    named("new").storeIn(file);
    ModelProto read = ModelProto.parseFrom(Files.readAllBytes(file));
    assertThat(read.toBuilder().clearMetadataProps().build())
        .isEqualTo(late.toBuilder().clearMetadataProps().build());
    assertThat(OnnxHeader.read(file).metadata())
        .containsEntry("author", "somebody")
        .containsEntry("edge.name", "new");
    assertThat(read.getMetadataPropsList())
        .extracting(entry -> entry.getKey())
        .doesNotHaveDuplicates();
  }

  private static ModelMetadata named(String name) {
    ModelMetadata unknown = ModelMetadata.unknown(List.of(tensor("x", "float", "n", "4")));
    return new ModelMetadata(
        name,
        "",
        List.of(),
        unknown.inputs(),
        Optional.empty(),
        Optional.empty(),
        OptionalDouble.empty(),
        "",
        "");
  }

  private static ModelMetadata of(InputContract contract) {
    return new ModelMetadata(
        "m",
        "",
        List.of(),
        contract,
        Optional.empty(),
        Optional.empty(),
        OptionalDouble.empty(),
        "",
        "");
  }

  /** Axes are numbers, symbols, or empty for open ones without a name. */
  static TensorInfo tensor(String name, String type, String... axes) {
    return new TensorInfo(
        name,
        type,
        List.of(axes).stream()
            .map(
                axis ->
                    axis.isEmpty()
                        ? Dim.open()
                        : axis.matches("\\d+") ? Dim.of(Long.parseLong(axis)) : Dim.named(axis))
            .toList());
  }
}

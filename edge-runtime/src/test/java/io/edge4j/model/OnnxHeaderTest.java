package io.edge4j.model;

import static io.edge4j.model.BuiltModel.FLOAT;
import static io.edge4j.model.BuiltModel.around;
import static io.edge4j.model.BuiltModel.beside;
import static io.edge4j.model.BuiltModel.constant;
import static io.edge4j.model.BuiltModel.entry;
import static io.edge4j.model.BuiltModel.function;
import static io.edge4j.model.BuiltModel.identity;
import static io.edge4j.model.BuiltModel.inside;
import static io.edge4j.model.BuiltModel.model;
import static io.edge4j.model.BuiltModel.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TrainingInfoProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxHeaderTest {
  @TempDir Path folder;

  @Test
  void versionsOpsetsAndProducerAreRead() throws Exception {
    OnnxHeader header =
        header(
            model(identity())
                .setProducerName("pytorch")
                .setProducerVersion("2.9.1")
                .addOpsetImport(
                    OperatorSetIdProto.newBuilder().setDomain("com.microsoft").setVersion(1)));

    assertThat(header.irVersion()).isEqualTo(8);
    assertThat(header.opsets()).containsOnlyKeys("", "com.microsoft").containsEntry("", 17L);
    assertThat(header.producerName()).isEqualTo("pytorch");
    assertThat(header.producerVersion()).isEqualTo("2.9.1");
  }

  @Test
  void onnxsOwnOperatorsHaveOneNameHoweverTheFileSpellsThem() throws Exception {
    OnnxHeader header =
        header(
            model(identity())
                .clearOpsetImport()
                .addOpsetImport(
                    OperatorSetIdProto.newBuilder().setDomain("ai.onnx").setVersion(12)));

    assertThat(header.opsets()).containsEntry("", 12L);
  }

  @Test
  void axesAreSizesSymbolsOrOpen() throws Exception {
    OnnxHeader header =
        header(
            model(
                identity()
                    .clearInput()
                    .addInput(
                        value("x", TensorProto.DataType.INT64_VALUE, "batch", "3", "", "-1"))));

    assertThat(header.inputs()).hasToString("[x: int64[batch, 3, ?, ?]]");
  }

  @Test
  void aScalarHasNoAxes() throws Exception {
    OnnxHeader header = header(model(identity().clearOutput().addOutput(value("y", FLOAT))));

    assertThat(header.outputs()).containsExactly(new TensorInfo("y", "float", List.of()));
  }

  @Test
  void whatIsNoTensorIsNamedByItsKind() throws Exception {
    ValueInfoProto sequence =
        ValueInfoProto.newBuilder()
            .setName("s")
            .setType(
                TypeProto.newBuilder()
                    .setSequenceType(
                        TypeProto.Sequence.newBuilder()
                            .setElemType(
                                TypeProto.newBuilder()
                                    .setMapType(TypeProto.Map.newBuilder().setKeyType(7)))))
            .build();

    OnnxHeader header = header(model(identity().addOutput(sequence)));

    assertThat(header.outputs()).extracting(TensorInfo::type).containsExactly("float", "sequence");
  }

  @Test
  void anElementTypeOfLaterVersionsIsSaid() throws Exception {
    OnnxHeader header = header(model(identity().addInput(value("q", 99, "1"))));

    assertThat(header.inputs().get(1).type()).isEqualTo("type 99");
    assertThat(header.inputs().get(1).elementType()).isEmpty();
  }

  @Test
  void anInputWithAnInitializerIsNothingThatACallerMustGive() throws Exception {
    OnnxHeader header =
        header(
            model(
                identity()
                    .addInitializer(inside("w", 4))
                    .addInput(value("w", FLOAT, "4"))
                    .addSparseInitializer(SparseTensorProto.newBuilder().setValues(inside("s", 1)))
                    .addInput(value("s", FLOAT, "4"))));

    assertThat(header.inputs()).extracting(TensorInfo::name).containsExactly("x");
    assertThat(header.initializedInputs()).containsExactly("w", "s");
  }

  @Test
  void theLastOfTwoMetadataEntriesCounts() throws Exception {
    OnnxHeader header =
        header(
            model(identity())
                .addMetadataProps(entry("edge.name", "old"))
                .addMetadataProps(entry("edge.name", "née"))
                .addMetadataProps(entry("empty", "")));

    assertThat(header.metadata()).containsEntry("edge.name", "née").containsEntry("empty", "");
  }

  @Test
  void externalDataIsFoundWhereverATensorCanLie() throws Exception {
    SparseTensorProto.Builder sparse =
        SparseTensorProto.newBuilder()
            .setValues(beside("sv", "sparse-values"))
            .setIndices(beside("si", "sparse-indices"));
    NodeProto lists =
        NodeProto.newBuilder()
            .setOpType("Lists")
            .addAttribute(AttributeProto.newBuilder().addTensors(beside("t", "tensors")))
            .addAttribute(
                AttributeProto.newBuilder()
                    .setSparseTensor(
                        SparseTensorProto.newBuilder().setValues(beside("a", "sparse-attribute"))))
            .addAttribute(
                AttributeProto.newBuilder()
                    .addGraphs(
                        GraphProto.newBuilder().addInitializer(beside("g", "graphs/in/list"))))
            .build();

    OnnxHeader header =
        header(
            model(
                    identity()
                        .addInitializer(beside("w", "model.onnx_data"))
                        .addInitializer(beside("v", "weights/a.bin"))
                        .addSparseInitializer(sparse)
                        .addNode(constant(beside("", "constant.bin"), "c"))
                        .addNode(
                            around(
                                GraphProto.newBuilder()
                                    .addNode(
                                        around(
                                            GraphProto.newBuilder()
                                                .addInitializer(beside("in", "subgraph.bin"))))))
                        .addNode(lists))
                .addFunctions(function(constant(beside("f", "function.bin"), "b")))
                .addTrainingInfo(
                    TrainingInfoProto.newBuilder()
                        .setAlgorithm(
                            GraphProto.newBuilder().addInitializer(beside("m", "training.bin")))));

    assertThat(header.externalData())
        .extracting(ExternalReference::location)
        .containsExactlyInAnyOrder(
            "model.onnx_data",
            "weights/a.bin",
            "sparse-values",
            "sparse-indices",
            "constant.bin",
            "subgraph.bin",
            "tensors",
            "sparse-attribute",
            "graphs/in/list",
            "function.bin",
            "training.bin");
  }

  @Test
  void theTensorThatReachesFarthestStandsForItsFile() throws Exception {
    OnnxHeader header =
        header(
            model(
                identity()
                    .addInitializer(beside("a", "w.bin", "0", "16"))
                    .addInitializer(beside("b", "w.bin", "64", "16"))
                    .addInitializer(beside("c", "w.bin", "16", "16"))));

    assertThat(header.externalData()).extracting(ExternalReference::tensor).containsExactly("b");
  }

  /** As ONNX Runtime has it: without data_location the entries mean nothing. */
  @Test
  void externalDataCountsOnlyWhereTheTensorIsExternal() throws Exception {
    OnnxHeader header =
        header(
            model(
                identity()
                    .addInitializer(inside("w", 4).toBuilder().addExternalData(entry("a", "b")))));

    assertThat(header.externalData()).isEmpty();
  }

  @Test
  void externalDataWithoutALocationIsRefused() {
    refused(
        model(
            identity()
                .addInitializer(
                    inside("w", 4).toBuilder()
                        .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                        .addExternalData(entry("offset", "0")))),
        "external data of tensor 'w' names no file");
  }

  /** A sparse file of 3 GB: read whole, it would not fit an array, let alone the heap. */
  @Test
  void weightsArePassedOver() throws Exception {
    byte[] before = model(identity()).setProducerName("before the weights").build().toByteArray();
    byte[] after =
        ModelProto.newBuilder().addMetadataProps(entry("after", "them")).build().toByteArray();
    long weights = 3_000_000_000L;
    Path file = folder.resolve("large.onnx");
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      out.write(before);
      long tensor = 1 + 5 + weights;
      lengthDelimited(out, 7, 1 + 5 + tensor);
      lengthDelimited(out, 5, tensor);
      lengthDelimited(out, 9, weights);
      out.seek(out.getFilePointer() + weights);
      out.write(after);
    }

    OnnxHeader header = OnnxHeader.read(file);

    assertThat(header.producerName()).isEqualTo("before the weights");
    assertThat(header.metadata()).containsEntry("after", "them");
  }

  /** Tag and length in exactly six bytes. */
  private static void lengthDelimited(RandomAccessFile out, int field, long length)
      throws Exception {
    out.write(field << 3 | 2);
    for (int i = 0; i < 5; i++) {
      out.write((int) ((length >>> (7 * i)) & 0x7F) | (i < 4 ? 0x80 : 0));
    }
  }

  @Test
  void aHostileLengthIsRefusedWithItsPlace() {
    // field 8, a name, of 2^62 bytes within an initializer
    byte[] bytes = bytes(0x08, 8, 0x3A, 14, 0x2A, 12, 0x42, 0x80, 0x80, 0x80, 0x80, 0x80);
    byte[] rest = bytes(0x80, 0x80, 0x80, 0x40, 0, 0);

    assertThatThrownBy(() -> OnnxHeader.read("m.onnx", join(bytes, rest)))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContainingAll(
            "m.onnx is damaged or no ONNX model: at byte 16",
            "the model's graph's initializer",
            "field 8 claims");
  }

  @Test
  void aTextLargerThanAnyHeaderIsRefusedBeforeItIsRead() throws Exception {
    Path file = folder.resolve("m.onnx");
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      lengthDelimited(out, 2, 1L << 31);
      out.setLength((1L << 31) + 6);
    }

    assertThatThrownBy(() -> OnnxHeader.read(file))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("a text claims 2147483648 bytes");
  }

  @Test
  void messagesThatLieTooDeepInEachOtherAreRefused() {
    ByteString graph = ByteString.EMPTY;
    for (int i = 0; i < 5_000; i++) {
      // attribute's g, node's attribute, graph's node
      graph = wrap(1, wrap(5, wrap(6, graph)));
    }
    byte[] hostile = join(bytes(0x08, 8), wrap(7, graph).toByteArray());

    assertThatThrownBy(() -> OnnxHeader.read("m.onnx", hostile))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("more than 100 deep");
  }

  private static ByteString wrap(int field, ByteString content) {
    ByteString.Output out = ByteString.newOutput();
    out.write(field << 3 | 2);
    int rest = content.size();
    while (rest > 0x7F) {
      out.write((rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
    return out.toByteString().concat(content);
  }

  @Test
  void aModelCutOffAnywhereIsRefused() {
    byte[] whole =
        model(identity().addInitializer(beside("w", "w.bin")))
            .addMetadataProps(entry("k", "v"))
            .build()
            .toByteArray();
    int metadata =
        ModelProto.newBuilder().addMetadataProps(entry("k", "v")).build().toByteArray().length;

    for (int length = 0; length < whole.length - metadata; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> OnnxHeader.read("m.onnx", cut))
          .isInstanceOf(ModelFormatException.class)
          .hasMessageStartingWith("m.onnx ");
    }
  }

  @Test
  void aModelWithoutAGraphIsNone() {
    assertThatThrownBy(
            () ->
                OnnxHeader.read(
                    "m.onnx", ModelProto.newBuilder().setIrVersion(8).build().toByteArray()))
        .hasMessage("m.onnx is no ONNX model: it holds no graph");
  }

  @Test
  void aMissingFileAndAFolderSaySo() {
    assertThatThrownBy(() -> OnnxHeader.read(folder.resolve("m.onnx")))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("there is no file");
    assertThatThrownBy(() -> OnnxHeader.read(folder))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("is a folder");
  }

  private OnnxHeader header(ModelProto.Builder model) throws Exception {
    byte[] bytes = model.build().toByteArray();
    OnnxHeader fromFile = OnnxHeader.read(Files.write(folder.resolve("m.onnx"), bytes));
    assertThat(OnnxHeader.read("m.onnx", bytes)).isEqualTo(fromFile);
    return fromFile;
  }

  private static void refused(ModelProto.Builder model, String reason) {
    assertThatThrownBy(() -> OnnxHeader.read("m.onnx", model.build().toByteArray()))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining(reason);
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private static byte[] join(byte[] first, byte[] second) {
    return ByteString.copyFrom(first).concat(ByteString.copyFrom(second)).toByteArray();
  }
}

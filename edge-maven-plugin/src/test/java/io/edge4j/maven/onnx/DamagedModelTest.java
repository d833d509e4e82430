package io.edge4j.maven.onnx;

import static io.edge4j.maven.onnx.ModelFixture.header;
import static io.edge4j.maven.onnx.ModelFixture.opset;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.edge4j.model.ModelFormatException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are no valid model are refused with the place and the reason. */
class DamagedModelTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {1, 10, 100, 2000, 4000})
  void truncatedFilesSayWhere(int bytes) throws Exception {
    byte[] whole = model().proto().toByteArray();
    Path file = Files.write(folder.resolve("m.onnx"), Arrays.copyOf(whole, bytes));

    refused(file, "m.onnx");
  }

  @Test
  void anEmptyFileSaysSo() throws Exception {
    refused(Files.createFile(folder.resolve("m.onnx")), "is empty");
  }

  @Test
  void aTextIsNoModel() throws Exception {
    refused(
        Files.writeString(folder.resolve("m.onnx"), "{\"model\": true}"),
        "is text, not an ONNX model");
  }

  @Test
  void aMissingFileSaysSo() {
    refused(folder.resolve("m.onnx"), "there is no file");
  }

  @Test
  void aCycleNamesANodeOfIt() throws Exception {
    refused(
        opset(17)
            .input("x", 2)
            .node("Add", List.of("x", "b"), List.of("a"))
            .node("Relu", List.of("a"), List.of("b"))
            .output("b", 2),
        "cycle",
        "'a'");
  }

  @Test
  void aValueMadeTwiceIsNamed() throws Exception {
    refused(
        opset(17)
            .input("x", 2)
            .node("Relu", List.of("x"), List.of("y"))
            .node("Neg", List.of("x"), List.of("y"))
            .output("y", 2),
        "'y'",
        "twice");
  }

  @Test
  void aValueThatNothingGivesIsNamed() throws Exception {
    refused(
        opset(17).node("Relu", List.of("ghost"), List.of("y")).output("y", 2),
        "'ghost'",
        "nothing gives");
  }

  @Test
  void dimensionsWhoseProductOverflowsAreRefused() throws Exception {
    refused(
        opset(17)
            .initializer(header("w", TensorProto.DataType.FLOAT_VALUE, 1L << 40, 1L << 40).build())
            .output("w", 1),
        "'w'",
        "overflows");
  }

  @Test
  void dataThatDoesNotFitItsDimensionsIsRefused() throws Exception {
    refused(
        opset(17)
            .initializer(
                ModelFixture.tensor("w", new float[6], 2, 3).toBuilder().setDims(1, 4).build())
            .output("w", 2, 4),
        "'w'",
        "needs 32 bytes of data and has 24");
  }

  @ParameterizedTest
  @CsvSource({
    "missing.data, 0, 16, is missing",
    "../w.data, 0, 16, outside the model's folder",
    "sub/../../w.data, 0, 16, outside the model's folder",
    "w.data, 8, 16, asks for 16 bytes from byte 8",
    "w.data, 9223372036854775807, 16, asks for",
    "w.data, -1, 16, negative offset",
    "w.data, many, 16, no number for offset",
    "w.data, 0, 12, needs 16 bytes of data and has 12"
  })
  void externalDataIsCheckedBeforeItIsRead(
      String location, String offset, String length, String reason) throws Exception {
    Files.write(folder.resolve("w.data"), new byte[16]);

    refused(external(location, offset, length), "'w'", reason);
  }

  @Test
  void aLinkOutOfTheFolderIsRefused() throws Exception {
    Path inner = Files.createDirectory(folder.resolve("inner"));
    Path outside = Files.write(folder.resolve("outside.data"), new byte[16]);
    Files.createSymbolicLink(inner.resolve("w.data"), outside);
    Path file = external("w.data", "0", "16").write(inner.resolve("m.onnx"));

    refused(file, "is a link to");
  }

  @Test
  void externalDataInTheFolderIsRead() throws Exception {
    byte[] bytes = new byte[24];
    bytes[8] = 42;
    Files.write(folder.resolve("w.data"), bytes);
    Path file = external("w.data", "8", "16").write(folder.resolve("m.onnx"));

    Model read = Model.read(file);

    assertThat(read.graph().initializer("w").data().toByteArray()).hasSize(16).startsWith(42);
  }

  private static ModelFixture external(String location, String offset, String length) {
    return opset(17)
        .initializer(
            header("w", TensorProto.DataType.FLOAT_VALUE, 4)
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(entry("location", location))
                .addExternalData(entry("offset", offset))
                .addExternalData(entry("length", length))
                .build())
        .output("w", 4);
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }

  private static ModelFixture model() {
    return opset(17)
        .input("x", 1, 64)
        .weight("w", 64, 24)
        .node("MatMul", List.of("x", "w"), List.of("y"))
        .output("y", 1, 24);
  }

  private void refused(ModelFixture model, String... reasons) throws Exception {
    refused(model.write(folder.resolve("m.onnx")), reasons);
  }

  private static void refused(Path file, String... reasons) {
    assertThatThrownBy(() -> Model.read(file))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContainingAll(reasons);
  }
}

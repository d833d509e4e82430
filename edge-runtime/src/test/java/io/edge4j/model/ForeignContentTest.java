package io.edge4j.model;

import static io.edge4j.model.BuiltModel.identity;
import static io.edge4j.model.BuiltModel.model;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that were taken for a model say what they are instead. */
class ForeignContentTest {

  @Test
  void aGitLfsPointerNamesTheCommand() throws Exception {
    try (InputStream pointer = getClass().getResourceAsStream("lfs-pointer.onnx")) {
      refused(
          pointer.readAllBytes(),
          "m.onnx is a Git LFS pointer, not the model itself (of 12,345,678 bytes)",
          "git lfs pull");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<!DOCTYPE html><html><body>Sign in</body></html>",
        "\n\n  <html lang=\"en\"><head>",
        "\uFEFF<!doctype HTML>"
      })
  void aWebPageSaysSo(String page) {
    refused(page.getBytes(StandardCharsets.UTF_8), "is an HTML page");
  }

  @Test
  void aZipArchiveSaysSo() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("archive/data.pkl"));
    }
    refused(bytes.toByteArray(), "is a zip archive", ".pt or .pth");
  }

  @Test
  void aCompressedModelSaysSo() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(weights());
    }
    refused(bytes.toByteArray(), "is compressed with gzip", "gunzip");
  }

  @Test
  void anEmptyFileSaysSo() {
    refused(new byte[0], "m.onnx is empty");
  }

  @Test
  void textIsShown() {
    refused(
        "{\"model\": true}\n".getBytes(StandardCharsets.UTF_8), "is text", "'{\"model\": true}'");
  }

  @Test
  void aPickleSaysSo() {
    refused(new byte[] {(byte) 0x80, 4, (byte) 0x95, 1, 0, 0}, "is a Python pickle");
  }

  @Test
  void anOrtModelSaysSo() {
    refused(new byte[] {0x1C, 0, 0, 0, 'O', 'R', 'T', 'M', 0, 0}, ".ort format");
  }

  /** What Maven's resource filtering does to a file: decode, replace, encode. */
  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "US-ASCII"})
  void aModelThatMavenFilteredNamesTheParameter(String encoding) throws Exception {
    Charset charset = Charset.forName(encoding);
    byte[] filtered = new String(weights(), charset).getBytes(charset);

    refused(
        filtered,
        "has been rewritten as text",
        "<filtering>",
        "<nonFilteredFileExtension>onnx</nonFilteredFileExtension>");
  }

  /** More than what is looked at, so that it ends within a character. */
  @Test
  void aLargeFilteredModelIsKnownByItsBeginning() throws Exception {
    byte[] filtered =
        new String(weights(500_001), StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
    assertThat(filtered.length).isGreaterThan(2 << 20);

    refused(filtered, "has been rewritten as text");
  }

  @Test
  void aModelThatIsCutOffIsDamagedAndNothingElse() {
    byte[] model = weights();

    refused(
        Arrays.copyOf(model, model.length - 100), "m.onnx is damaged or no ONNX model: at byte ");
  }

  @Test
  void aMarkOfReplacementWithinAModelIsNoDamage() throws Exception {
    byte[] model = model(identity().setDocString("\uFFFD")).build().toByteArray();

    assertThat(OnnxHeader.read("m.onnx", model).inputs()).hasSize(1);
  }

  private static byte[] weights() {
    return weights(1000);
  }

  private static byte[] weights(int floats) {
    byte[] weights = new byte[floats * Float.BYTES];
    new Random(5).nextBytes(weights);
    return model(
            identity()
                .addInitializer(
                    TensorProto.newBuilder()
                        .setName("w")
                        .setDataType(TensorProto.DataType.FLOAT_VALUE)
                        .addDims(floats)
                        .setRawData(ByteString.copyFrom(weights))))
        .build()
        .toByteArray();
  }

  private static void refused(byte[] content, String... reasons) {
    assertThatThrownBy(() -> OnnxHeader.read("m.onnx", content))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContainingAll(reasons);
  }
}

package io.edge4j.maven.dataset.tensors;

import static io.edge4j.model.ElementType.BOOL;
import static io.edge4j.model.ElementType.FLOAT;
import static io.edge4j.model.ElementType.FLOAT16;
import static io.edge4j.model.ElementType.INT64;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NpyArrayTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void readsEveryVersionOfTheFormat(int version) throws Exception {
    NpyArray array = open(NpyFile.bytes(version, "<f4", false, "(2, 3)", floats(1, 2, 3, 4, 5, 6)));

    assertThat(array.info()).hasToString("x: float[2, 3]");
    assertThat(array.tensor(1, FLOAT, 3).floats()).containsExactly(4, 5, 6);
    assertThat(array.tensor(1, FLOAT, 3).shape()).containsExactly(3L);
  }

  @Test
  void aSampleHasTheBatchAxisThatTheModelWants() throws Exception {
    NpyArray array = open(NpyFile.floats("(2, 3)", 1, 2, 3, 4, 5, 6));

    assertThat(array.tensor(0, FLOAT, 1, 3).shape()).containsExactly(1L, 3L);
  }

  @Test
  void fortranOrderIsTurnedIntoRows() throws Exception {
    // numpy.asfortranarray(numpy.arange(12).reshape(2, 3, 2)) in memory order.
    NpyArray array =
        open(
            NpyFile.bytes(
                1, "<f4", true, "(2, 3, 2)", floats(0, 6, 2, 8, 4, 10, 1, 7, 3, 9, 5, 11)));

    assertThat(array.tensor(0, FLOAT, 1, 3, 2).floats()).containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(array.tensor(1, FLOAT, 3, 2).floats()).containsExactly(6, 7, 8, 9, 10, 11);
  }

  @Test
  void theOtherByteOrderIsRead() throws Exception {
    ByteBuffer big = ByteBuffer.allocate(16);
    big.asLongBuffer().put(new long[] {-5, 1L << 40});

    NpyArray array = open(NpyFile.bytes(1, ">i8", false, "(2,)", big));

    assertThat(array.tensor(1, INT64).longs()).containsExactly(1L << 40);
    assertThat(array.number(0)).isEqualTo(-5);
  }

  @Test
  void halvesTruthValuesAndBytesAreRead() throws Exception {
    ByteBuffer halves = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
    halves.asShortBuffer().put(new short[] {0x3c00, (short) 0xc000});
    assertThat(
            open(NpyFile.bytes(1, "<f2", false, "(1, 2)", halves)).tensor(0, FLOAT16, 2).floats())
        .containsExactly(1, -2);
    assertThat(
            open(NpyFile.bytes(1, "|b1", false, "(1, 2)", ByteBuffer.wrap(new byte[] {1, 0})))
                .tensor(0, BOOL, 2)
                .booleans())
        .containsExactly(true, false);
    assertThat(
            open(NpyFile.bytes(1, "|u1", false, "(2,)", ByteBuffer.wrap(new byte[] {7, -1})))
                .number(1))
        .isEqualTo(255);
  }

  @Test
  void textsAreReadWithoutWhatFillsThemUp() throws Exception {
    ByteBuffer texts = ByteBuffer.allocate(2 * 3 * 4);
    texts.put("abc".getBytes(Charset.forName("UTF-32LE")));
    texts.put("ü".getBytes(Charset.forName("UTF-32LE")));
    texts.rewind();

    NpyArray array = open(NpyFile.bytes(1, "<U3", false, "(2,)", texts));

    assertThat(array.text(0)).isEqualTo("abc");
    assertThat(array.text(1)).isEqualTo("ü");
  }

  @Test
  void objectsAreRefusedWithTheWayOut() {
    assertThatThrownBy(() -> open(NpyFile.bytes(1, "|O", false, "(2,)", ByteBuffer.allocate(16))))
        .isInstanceOf(NpyFormatException.class)
        .hasMessageContaining("x of test.npz")
        .hasMessageContaining("|O")
        .hasMessageContaining(".astype(");
  }

  @Test
  void aFileThatIsCutOffIsRefusedWithBothSizes() {
    byte[] whole = NpyFile.floats("(2, 3)", 1, 2, 3, 4, 5, 6);

    assertThatThrownBy(() -> open(java.util.Arrays.copyOf(whole, whole.length - 5)))
        .isInstanceOf(NpyFormatException.class)
        .hasMessageContaining("cut off")
        .hasMessageContaining("24 bytes")
        .hasMessageContaining("19 are there");
  }

  @Test
  void whatIsNoArrayIsRefused() {
    assertThatThrownBy(
            () -> open("label,value\n1,2\n".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
        .isInstanceOf(NpyFormatException.class)
        .hasMessageContaining("no .npy array");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anArchiveHoldsArraysByName(boolean compressed) throws Exception {
    NpyFile.archive(
        folder.resolve("train.npz"),
        compressed,
        Map.of(
            "input_ids", NpyFile.longs("(2, 2)", 1, 2, 3, 4),
            "labels", NpyFile.longs("(2,)", 0, 1)));

    Map<String, NpyArray> arrays = ArrayFolder.open(ArrayFolder.of(folder, "train"));

    assertThat(arrays).containsOnlyKeys("input_ids", "labels");
    assertThat(arrays.get("input_ids").tensor(1, INT64, 1, 2).longs()).containsExactly(3, 4);
  }

  @Test
  void aFolderHoldsArraysByTheNamesOfItsFiles() throws Exception {
    Path test = Files.createDirectory(folder.resolve("test"));
    Files.write(test.resolve("x.npy"), NpyFile.floats("(1, 2)", 3, 4));

    assertThat(
            ArrayFolder.open(ArrayFolder.of(folder, "test")).get("x").tensor(0, FLOAT, 2).floats())
        .containsExactly(3, 4);
  }

  @Test
  void whatIsNoArchiveIsRefused() throws Exception {
    Files.writeString(folder.resolve("test.npz"), "no archive");

    assertThatThrownBy(() -> ArrayFolder.open(folder.resolve("test.npz")))
        .isInstanceOf(NpyFormatException.class)
        .hasMessageContaining("numpy.savez");
  }

  private NpyArray open(byte[] file) throws IOException {
    return NpyArray.open("x", "x of test.npz", Files.write(folder.resolve("x.npy"), file));
  }

  private static ByteBuffer floats(float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes;
  }
}

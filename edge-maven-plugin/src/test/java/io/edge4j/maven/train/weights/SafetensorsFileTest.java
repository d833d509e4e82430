package io.edge4j.maven.train.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edge4j.maven.stage.StageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** With a file that the safetensors library 0.8.0 wrote, and damaged ones. */
class SafetensorsFileTest {
  private static final float[] NUMBERS = {1.5f, -2, 0, 3, 0.25f, -65504};

  @TempDir Path folder;

  @Test
  void theTypesOfWeightsAreReadAsTheyWereWritten() throws Exception {
    SafetensorsFile file = SafetensorsFile.open(types());

    assertThat(file.values("f32")).containsExactly(NUMBERS);
    assertThat(file.values("f64")).containsExactly(NUMBERS);
    assertThat(file.values("f16")).containsExactly(NUMBERS);
    // bfloat16 has 8 binary digits; the library was given the upper half of each float.
    assertThat(file.values("bf16")).containsExactly(1.5f, -2, 0, 3, 0.25f, -65280);
    assertThat(file.values("i64")).containsExactly(42);
    assertThat(file.values("empty")).isEmpty();
  }

  @Test
  void shapesAreListedByName() throws Exception {
    assertThat(SafetensorsFile.open(types()).shapes())
        .hasSize(7)
        .containsEntry("f32", List.of(2L, 3L))
        .containsEntry("i64", List.of())
        .containsEntry("empty", List.of(0L, 4L));
  }

  @Test
  void anotherTypeIsRefusedWhenItIsAskedFor() throws Exception {
    SafetensorsFile file = SafetensorsFile.open(types());

    assertThatThrownBy(() -> file.values("u8"))
        .isInstanceOf(StageException.class)
        .hasMessageContainingAll("<file> of <initialWeights>", "'u8'", "U8", "BF16");
  }

  @Test
  void aLargeTensorIsReadWhole() throws Exception {
    int count = 200_000;
    ByteBuffer data = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      data.putFloat(i);
    }
    Path path = folder.resolve("large.safetensors");
    Files.write(
        path,
        file(
            "{\"w\":{\"dtype\":\"F32\",\"shape\":[200000],\"data_offsets\":[0,800000]}}",
            data.array()));

    float[] values = SafetensorsFile.open(path).values("w");

    assertThat(values).hasSize(count);
    assertThat(values[count - 1]).isEqualTo(count - 1);
    assertThat(values[70_000]).isEqualTo(70_000);
  }

  @ParameterizedTest
  @MethodSource
  void damageIsRefusedWithItsPlace(String words, byte[] bytes) throws IOException {
    Path path = folder.resolve("damaged.safetensors");
    Files.write(path, bytes);

    assertThatThrownBy(() -> SafetensorsFile.open(path))
        .isInstanceOf(StageException.class)
        .hasMessageContainingAll("damaged.safetensors", "no whole safetensors file", words);
  }

  static Stream<Arguments> damageIsRefusedWithItsPlace() {
    String good = "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}";
    byte[] longHeader = file(good, new byte[8]);
    longHeader[7] = (byte) 0x80;
    byte[] cut = file(good, new byte[8]);
    return Stream.of(
        Arguments.of("it has 5 bytes", new byte[5]),
        Arguments.of("give a header of 922", longHeader),
        Arguments.of("its tensors take 8 bytes, and 7", Arrays.copyOf(cut, cut.length - 1)),
        Arguments.of("take 8 bytes, and 9", file(good, new byte[9])),
        Arguments.of("no JSON of tensors", file("{\"w\": 3}", new byte[0])),
        Arguments.of("no JSON of tensors", file("{\"w\": {", new byte[0])),
        Arguments.of(
            "lacks dtype, shape or data_offsets of 'w'",
            file("{\"w\":{\"dtype\":\"F32\",\"shape\":[2]}}", new byte[8])),
        Arguments.of("of shape [3], but", file(good.replace("[2]", "[3]"), new byte[8])),
        Arguments.of(
            "of shape [4611686018427387905, 4], but",
            file(good.replace("[2]", "[4611686018427387905,4]"), new byte[8])),
        Arguments.of("of shape [-2, -1], but", file(good.replace("[2]", "[-2,-1]"), new byte[8])),
        Arguments.of(
            "lies at 4 to 12 where 0", file(good.replace("[0,8]", "[4,12]"), new byte[12])),
        Arguments.of(
            "'b' lies at 0 to 4 where 4 is next",
            file(
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
                    + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
                new byte[8])));
  }

  private Path types() throws IOException {
    Path path = folder.resolve("types.safetensors");
    try (InputStream in = getClass().getResourceAsStream("types.safetensors")) {
      Files.copy(in, path);
    }
    return path;
  }

  private static byte[] file(String header, byte[] data) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + json.length + data.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(json.length)
        .put(json)
        .put(data)
        .array();
  }
}

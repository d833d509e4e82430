package io.edge4j.maven.train.weights;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.edge4j.maven.stage.StageException;
import io.edge4j.model.Float16;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A file of the safetensors format: the length of a JSON header in eight little-endian bytes, the
 * header with type, shape and place of each tensor, then the tensors without gaps, row-major and
 * little-endian. Checked as a whole when it is opened; tensors are read one by one.
 *
 * @see <a href="https://huggingface.co/docs/safetensors">the format</a>
 */
public final class SafetensorsFile implements NamedTensors {
  private static final int LENGTH_BYTES = 8;

  /** The format's own limit. */
  private static final long LONGEST_HEADER = 100_000_000;

  private static final String METADATA = "__metadata__";
  private static final int CHUNK = 1 << 16;

  /** How one number is read, of each type that weights have. */
  @FunctionalInterface
  private interface Reading {
    float next(ByteBuffer bytes);
  }

  private static final Map<String, Reading> READINGS =
      Map.of(
          "F32", ByteBuffer::getFloat,
          "F16", bytes -> Float16.toFloat(bytes.getShort()),
          "BF16", bytes -> Float.intBitsToFloat(bytes.getShort() << Short.SIZE),
          "F64", bytes -> (float) bytes.getDouble(),
          "I64", bytes -> (float) bytes.getLong());

  /** Bytes per number; types that are not listed are not checked further than their place. */
  private static final Map<String, Integer> SIZES =
      Map.ofEntries(
          Map.entry("F64", 8),
          Map.entry("I64", 8),
          Map.entry("U64", 8),
          Map.entry("F32", 4),
          Map.entry("I32", 4),
          Map.entry("U32", 4),
          Map.entry("F16", 2),
          Map.entry("BF16", 2),
          Map.entry("I16", 2),
          Map.entry("U16", 2),
          Map.entry("I8", 1),
          Map.entry("U8", 1),
          Map.entry("BOOL", 1));

  /**
   * @param begin of its bytes, counted from the end of the header
   * @param end likewise, exclusive
   */
  private record Entry(String name, String type, List<Long> shape, long begin, long end) {}

  private final Path file;
  private final long dataStart;
  private final Map<String, Entry> entries;

  private SafetensorsFile(Path file, long dataStart, Map<String, Entry> entries) {
    this.file = file;
    this.dataStart = dataStart;
    this.entries = entries;
  }

  /**
   * Reads and checks the header.
   *
   * @throws StageException when the file is damaged, or none of this format
   */
  public static SafetensorsFile open(Path file) throws StageException, IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      if (size < LENGTH_BYTES) {
        throw damaged(file, "it has " + size + " bytes, fewer than the length of a header takes");
      }
      long length = read(channel, 0, LENGTH_BYTES).getLong();
      if (length < 2 || length > LONGEST_HEADER || length > size - LENGTH_BYTES) {
        throw damaged(
            file,
            "its first 8 bytes give a header of %s bytes, in a file of %d"
                .formatted(Long.toUnsignedString(length), size));
      }
      ByteBuffer header = read(channel, LENGTH_BYTES, (int) length);
      long dataStart = LENGTH_BYTES + length;
      Map<String, Entry> entries = entries(file, StandardCharsets.UTF_8.decode(header).toString());
      requireGapless(file, entries, size - dataStart);
      return new SafetensorsFile(file, dataStart, entries);
    }
  }

  private static Map<String, Entry> entries(Path file, String header) throws StageException {
    try {
      Map<String, Entry> entries = new LinkedHashMap<>();
      for (Map.Entry<String, JsonElement> field :
          JsonParser.parseString(header).getAsJsonObject().entrySet()) {
        if (!field.getKey().equals(METADATA)) {
          entries.put(
              field.getKey(), entry(file, field.getKey(), field.getValue().getAsJsonObject()));
        }
      }
      return entries;
    } catch (JsonParseException
        | IllegalStateException
        | UnsupportedOperationException
        | NumberFormatException e) {
      throw new StageException(damaged(file, "its header is no JSON of tensors").getMessage(), e);
    }
  }

  private static Entry entry(Path file, String name, JsonObject description) throws StageException {
    JsonElement type = description.get("dtype");
    JsonElement sizes = description.get("shape");
    JsonElement offsets = description.get("data_offsets");
    if (type == null || sizes == null || offsets == null || offsets.getAsJsonArray().size() != 2) {
      throw damaged(file, "its header lacks dtype, shape or data_offsets of '" + name + "'");
    }
    JsonArray places = offsets.getAsJsonArray();
    List<Long> shape = new ArrayList<>();
    for (JsonElement size : sizes.getAsJsonArray()) {
      shape.add(size.getAsLong());
    }
    Entry entry =
        new Entry(
            name,
            type.getAsString(),
            List.copyOf(shape),
            places.get(0).getAsLong(),
            places.get(1).getAsLong());
    Integer bytes = SIZES.get(entry.type);
    if (bytes != null && !isOf(entry, bytes)) {
      throw damaged(
          file,
          "'%s' is %s of shape %s, but its data_offsets are %d and %d"
              .formatted(name, entry.type, shape, entry.begin, entry.end));
    }
    return entry;
  }

  private static boolean isOf(Entry entry, int bytes) {
    try {
      long expected = bytes;
      for (long size : entry.shape) {
        if (size < 0) {
          return false;
        }
        expected = Math.multiplyExact(expected, size);
      }
      return entry.end - entry.begin == expected;
    } catch (ArithmeticException e) {
      return false; // More bytes than any file has.
    }
  }

  /** Every byte belongs to one tensor: the format asks for it. */
  private static void requireGapless(Path file, Map<String, Entry> entries, long dataSize)
      throws StageException {
    long reached = 0;
    List<Entry> placed =
        entries.values().stream()
            .sorted(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end))
            .toList();
    for (Entry entry : placed) {
      if (entry.begin != reached || entry.end < entry.begin) {
        throw damaged(
            file,
            "'%s' lies at %d to %d where %d is next"
                .formatted(entry.name, entry.begin, entry.end, reached));
      }
      reached = entry.end;
    }
    if (reached != dataSize) {
      throw damaged(
          file, "its tensors take %d bytes, and %d are there".formatted(reached, dataSize));
    }
  }

  @Override
  public Map<String, List<Long>> shapes() {
    Map<String, List<Long>> shapes = new LinkedHashMap<>();
    entries.forEach((name, entry) -> shapes.put(name, entry.shape));
    return Collections.unmodifiableMap(shapes);
  }

  @Override
  public float[] values(String name) throws StageException, IOException {
    Entry entry = Objects.requireNonNull(entries.get(name), name);
    Reading reading = READINGS.get(entry.type);
    if (reading == null) {
      throw new StageException(
          "<file> of <initialWeights> is %s, whose tensor '%s' is of type %s; weights are read from F32, F16, BF16, F64 and I64."
              .formatted(file, name, entry.type));
    }
    int bytes = Objects.requireNonNull(SIZES.get(entry.type));
    float[] values = new float[Math.toIntExact((entry.end - entry.begin) / bytes)];
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      for (int done = 0; done < values.length; ) {
        int count = Math.min(CHUNK, values.length - done);
        ByteBuffer chunk =
            read(channel, dataStart + entry.begin + (long) done * bytes, count * bytes);
        for (int i = 0; i < count; i++) {
          values[done + i] = reading.next(chunk);
        }
        done += count;
      }
    }
    return values;
  }

  private static ByteBuffer read(FileChannel channel, long position, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, position + bytes.position()) < 0) {
        throw new EOFException("the file became shorter while it was read");
      }
    }
    return bytes.flip();
  }

  private static StageException damaged(Path file, String how) {
    return new StageException(
        "<file> of <initialWeights> is %s, which is no whole safetensors file: %s. Save it again with safetensors.torch.save_file."
            .formatted(file, how));
  }
}

package io.edge4j.model;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads protobuf's wire form front to back, from a file or from memory, skipping what nobody needs.
 * No length that the content claims is believed before it was compared with what is there. The wire
 * form is that of the <a href="https://protobuf.dev/programming-guides/encoding/">protobuf encoding
 * specification</a>.
 *
 * @since 0.1.0
 */
public final class WireInput implements Closeable {
  public static final int VARINT = 0;
  public static final int FIXED64 = 1;
  public static final int LENGTH_DELIMITED = 2;
  public static final int FIXED32 = 5;

  private static final int HEAD = 1 << 20;

  /** Bytes from a place that does not move. */
  private interface Source extends Closeable {
    int read(ByteBuffer target, long position) throws IOException;
  }

  private final String name;
  private final Source source;
  private final long size;
  private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16).limit(0);
  private long bufferEnd;

  private WireInput(String name, Source source, long size) {
    this.name = name;
    this.source = source;
    this.size = size;
  }

  /**
   * Opens a file.
   *
   * @throws ModelFormatException when there is none
   */
  public static WireInput of(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new ModelFormatException(file + " is a folder; an ONNX model is a file");
    }
    if (!Files.isRegularFile(file)) {
      throw new ModelFormatException("there is no file " + file);
    }
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    return new WireInput(
        file.toString(),
        new Source() {
          @Override
          public int read(ByteBuffer target, long position) throws IOException {
            return channel.read(target, position);
          }

          @Override
          public void close() throws IOException {
            channel.close();
          }
        },
        channel.size());
  }

  /**
   * Reads from memory.
   *
   * @param name what messages call the content
   */
  public static WireInput of(String name, byte[] content) {
    return new WireInput(
        name,
        new Source() {
          @Override
          public int read(ByteBuffer target, long position) {
            int count = (int) Math.min(target.remaining(), content.length - position);
            target.put(content, (int) position, Math.max(0, count));
            return count;
          }

          @Override
          public void close() {}
        },
        content.length);
  }

  /** What messages call the content: the file. */
  public String name() {
    return name;
  }

  public long size() {
    return size;
  }

  public long position() {
    return bufferEnd - buffer.remaining();
  }

  /** The number of the field that a tag begins. */
  public static int field(long tag) {
    return (int) (tag >>> 3);
  }

  /** How the field that a tag begins is written: one of the constants here. */
  public static int wireType(long tag) {
    return (int) tag & 7;
  }

  /** The tag of the next field; one that no field can have is refused. */
  public long readTag(long end, String place) throws IOException {
    long tag = readVarint(end, place);
    if (tag <= 0 || tag > 0xFFFFFFFFL || field(tag) == 0) {
      throw damaged(place, "a field has the impossible tag " + Long.toUnsignedString(tag));
    }
    return tag;
  }

  /** The length of a length-delimited field's content, which ends at {@code end} or before. */
  public long readLength(long tag, long end, String place) throws IOException {
    long length = readVarint(end, place);
    if (length < 0 || length > end - position()) {
      throw damaged(
          place,
          "field "
              + field(tag)
              + " claims "
              + Long.toUnsignedString(length)
              + " bytes where "
              + (end - position())
              + " are left");
    }
    return length;
  }

  /** At most ten bytes, as protobuf has it; must end before {@code end}. */
  public long readVarint(long end, String place) throws IOException {
    long value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      if (position() >= end) {
        throw damaged(place, "a number runs over the end of its message");
      }
      int b = readByte();
      value |= (long) (b & 0x7F) << shift;
      if (b < 0x80) {
        return value;
      }
    }
    throw damaged(place, "a number is longer than ten bytes");
  }

  /** A text of that many bytes, which the caller has found to be there. */
  public String readText(int length) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(length);
    copy(length, bytes);
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** The bytes of a field of fixed width, whose end is checked. */
  public int fixedWidth(long tag, long end, String place) throws IOException {
    int bytes =
        switch (wireType(tag)) {
          case FIXED64 -> 8;
          case FIXED32 -> 4;
          default ->
              throw damaged(place, "field " + field(tag) + " has a wire type that ONNX lacks");
        };
    if (end - position() < bytes) {
      throw damaged(place, "the file ends within a number");
    }
    return bytes;
  }

  /** Passes over the content of a field whose tag was read. */
  public void skipField(long tag, long end, String place) throws IOException {
    switch (wireType(tag)) {
      case VARINT -> readVarint(end, place);
      case LENGTH_DELIMITED -> skip(readLength(tag, end, place));
      default -> skip(fixedWidth(tag, end, place));
    }
  }

  public void copy(long count, ByteArrayOutputStream out) throws IOException {
    long left = count;
    while (left > 0) {
      if (!buffer.hasRemaining()) {
        fill();
      }
      int n = (int) Math.min(left, buffer.remaining());
      out.write(buffer.array(), buffer.position(), n);
      buffer.position(buffer.position() + n);
      left -= n;
    }
  }

  public void skip(long count) {
    long target = position() + count;
    if (count <= buffer.remaining()) {
      buffer.position(buffer.position() + (int) count);
    } else {
      buffer.limit(0);
      bufferEnd = target;
    }
  }

  /** What is wrong at this position, or what the file is instead of a model. */
  public ModelFormatException damaged(String place, String reason) throws IOException {
    return refused(
        "is damaged or no ONNX model: at byte " + position() + ", in " + place + ", " + reason);
  }

  /** That messages lie deeper in each other than protobuf reads. */
  public ModelFormatException tooDeep(String place) throws IOException {
    return damaged(place, "messages lie more than " + WireMessage.DEEPEST + " deep in each other");
  }

  /** That a model was read to its end and holds no graph. */
  public ModelFormatException hasNoGraph() throws IOException {
    return refused("is no ONNX model: it holds no graph");
  }

  /** That a model was read to its end and says of no operator set which version it means. */
  public ModelFormatException hasNoOperatorSet() throws IOException {
    return refused("is no ONNX model of IR version 3 or later: it names no operator set");
  }

  /**
   * That this is no usable model: what it is instead where its content tells, else the given
   * reason, which goes on from the file's name.
   */
  private ModelFormatException refused(String reason) throws IOException {
    Optional<String> foreign =
        size == 0 ? Optional.of("is empty") : ForeignContent.of(head(), size);
    return new ModelFormatException(name + " " + foreign.orElse(reason));
  }

  private byte[] head() throws IOException {
    ByteBuffer head = ByteBuffer.allocate((int) Math.min(HEAD, size));
    while (head.hasRemaining()) {
      if (source.read(head, head.position()) <= 0) {
        break;
      }
    }
    return Arrays.copyOf(head.array(), head.position());
  }

  private int readByte() throws IOException {
    if (!buffer.hasRemaining()) {
      fill();
    }
    return buffer.get() & 0xFF;
  }

  private void fill() throws IOException {
    buffer.clear();
    int read = source.read(buffer, bufferEnd);
    if (read <= 0) {
      buffer.limit(0);
      throw new ModelFormatException(name + " became shorter while it was read");
    }
    bufferEnd += read;
    buffer.flip();
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}

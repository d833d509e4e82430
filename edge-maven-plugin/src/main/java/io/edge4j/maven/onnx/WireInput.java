package io.edge4j.maven.onnx;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Reads protobuf's wire form from a file, front to back, skipping what nobody needs in memory. */
final class WireInput implements Closeable {
  private final Path file;
  private final FileChannel channel;
  private final long size;
  private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16).limit(0);
  private long bufferEnd;

  WireInput(Path file) throws IOException {
    this.file = file;
    this.channel = FileChannel.open(file, StandardOpenOption.READ);
    this.size = channel.size();
  }

  Path file() {
    return file;
  }

  long size() {
    return size;
  }

  long position() {
    return bufferEnd - buffer.remaining();
  }

  /** At most ten bytes, as protobuf has it; must end before {@code end}. */
  long readVarint(long end, String place) throws IOException {
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

  void copy(long count, ByteArrayOutputStream out) throws IOException {
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

  void skip(long count) throws IOException {
    long target = position() + count;
    if (count <= buffer.remaining()) {
      buffer.position(buffer.position() + (int) count);
    } else {
      buffer.limit(0);
      bufferEnd = target;
    }
  }

  ModelFormatException damaged(String place, String reason) {
    return new ModelFormatException(
        file
            + " is damaged or no ONNX model: at byte "
            + position()
            + ", in "
            + place
            + ", "
            + reason);
  }

  private int readByte() throws IOException {
    if (!buffer.hasRemaining()) {
      fill();
    }
    return buffer.get() & 0xFF;
  }

  private void fill() throws IOException {
    buffer.clear();
    int read = channel.read(buffer, bufferEnd);
    if (read <= 0) {
      buffer.limit(0);
      throw new ModelFormatException(file + " became shorter while it was read");
    }
    bufferEnd += read;
    buffer.flip();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}

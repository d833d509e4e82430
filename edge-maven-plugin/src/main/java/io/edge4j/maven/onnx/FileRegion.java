package io.edge4j.maven.onnx;

import io.edge4j.model.ModelFormatException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Initializer data that lies in a file: within the model file itself or in a file of external data.
 *
 * @param file the file, which must not change while the model is in use
 * @param offset of the first byte
 * @param length in bytes
 */
record FileRegion(Path file, long offset, long length) implements TensorData {
  private static final int BUFFER = 1 << 18;

  @Override
  public InputStream open() throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    return new BufferedInputStream(new Region(channel, offset, offset + length), BUFFER);
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    byte[] buffer = new byte[BUFFER];
    long left = length;
    try (InputStream in = open()) {
      while (left > 0) {
        int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
        if (read < 0) {
          throw new ModelFormatException(file + " became shorter while it was read");
        }
        out.write(buffer, 0, read);
        left -= read;
      }
    }
  }

  /** A stream over a part of a channel, which it owns. */
  private static final class Region extends InputStream {
    private final FileChannel channel;
    private final long end;
    private long position;

    Region(FileChannel channel, long start, long end) {
      this.channel = channel;
      this.position = start;
      this.end = end;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (position >= end) {
        return -1;
      }
      int wanted = (int) Math.min(length, end - position);
      int read = channel.read(ByteBuffer.wrap(target, offset, wanted), position);
      if (read > 0) {
        position += read;
      }
      return read;
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}

package io.edge4j.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.zip.GZIPOutputStream;

/**
 * What a model weighs on disk and on the wire: all of its files together.
 *
 * @param bytes of the files
 * @param gzipBytes of the files, each compressed with gzip at its default level
 * @since 0.1.0
 */
public record ModelSize(long bytes, long gzipBytes) {
  private static final int BUFFER = 1 << 16;

  /** Reads the files, piece by piece. */
  public static ModelSize of(Collection<Path> files) throws IOException {
    long bytes = 0;
    Counter counter = new Counter();
    for (Path file : files) {
      try (InputStream in = Files.newInputStream(file);
          OutputStream gzip = new GZIPOutputStream(counter, BUFFER)) {
        bytes += in.transferTo(gzip);
      }
    }
    return new ModelSize(bytes, counter.bytes);
  }

  private static final class Counter extends OutputStream {
    private long bytes;

    @Override
    public void write(int one) {
      bytes++;
    }

    @Override
    public void write(byte[] buffer, int offset, int length) {
      bytes += length;
    }
  }
}

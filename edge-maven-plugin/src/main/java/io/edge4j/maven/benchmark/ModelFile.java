package io.edge4j.maven.benchmark;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/**
 * What a model weighs on disk and on the wire.
 *
 * @param bytes of the file
 * @param gzipBytes after gzip at its default level
 */
record ModelFile(long bytes, long gzipBytes) {

  static ModelFile of(Path file) throws IOException {
    Counter counter = new Counter();
    try (InputStream in = Files.newInputStream(file);
        OutputStream gzip = new GZIPOutputStream(counter)) {
      in.transferTo(gzip);
    }
    return new ModelFile(Files.size(file), counter.bytes);
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

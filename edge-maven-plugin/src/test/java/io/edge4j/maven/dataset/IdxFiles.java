package io.edge4j.maven.dataset;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** Writes IDX files for tests: a few garments as a folder, or any content at all. */
public final class IdxFiles {
  private IdxFiles() {}

  /** The first garments of a seed, under MNIST's names, without gzip. */
  public static Path garments(Path folder, long seed, int train, int test) throws IOException {
    Files.createDirectories(folder);
    Dataset dataset = GarmentsFormat.draw(seed, train, test);
    write(folder, "train", dataset.train());
    write(folder, "t10k", dataset.test());
    return folder;
  }

  private static void write(Path folder, String split, Samples samples) throws IOException {
    int count = samples.size();
    byte[] pixels = new byte[count * 784];
    byte[] labels = new byte[count];
    float[] values = new float[784];
    for (int i = 0; i < count; i++) {
      samples.copyTo(i, values, 0);
      labels[i] = (byte) samples.label(i);
      for (int p = 0; p < values.length; p++) {
        pixels[i * values.length + p] = (byte) Math.round(values[p] * 255);
      }
    }
    Files.write(folder.resolve(split + "-images-idx3-ubyte"), bytes(pixels, count, 28, 28));
    Files.write(folder.resolve(split + "-labels-idx1-ubyte"), bytes(labels, count));
  }

  static byte[] bytes(byte[] values, int... dimensions) {
    ByteBuffer file = ByteBuffer.allocate(4 + 4 * dimensions.length + values.length);
    file.put(new byte[] {0, 0, 8, (byte) dimensions.length});
    for (int dimension : dimensions) {
      file.putInt(dimension);
    }
    return file.put(values).array();
  }

  static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      out.write(content);
    }
    return packed.toByteArray();
  }
}

package io.edge4j.maven.dataset;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Samples in a file that is mapped into memory: they may be larger than the heap. */
final class StoredSamples implements Samples {
  /** One mapping may have 2 GB. */
  private static final long MAPPED_BYTES = 1L << 30;

  private final List<FloatBuffer> parts;
  private final int samplesInPart;
  private final int sampleSize;
  private final float[] targets;
  private final boolean classes;

  private StoredSamples(
      List<FloatBuffer> parts,
      int samplesInPart,
      int sampleSize,
      float[] targets,
      boolean classes) {
    this.parts = parts;
    this.samplesInPart = samplesInPart;
    this.sampleSize = sampleSize;
    this.targets = targets;
    this.classes = classes;
  }

  static StoredSamples open(Path directory, StoredContents contents) throws IOException {
    long sampleBytes = contents.sampleSize() * Float.BYTES;
    int samplesInPart = (int) Math.min(contents.samples(), Math.max(1, MAPPED_BYTES / sampleBytes));
    List<FloatBuffer> parts = new ArrayList<>();
    try (FileChannel file = FileChannel.open(StoredFormat.samples(directory))) {
      for (long first = 0; first < contents.samples(); first += samplesInPart) {
        long count = Math.min(samplesInPart, contents.samples() - first);
        parts.add(floats(file.map(MapMode.READ_ONLY, first * sampleBytes, count * sampleBytes)));
      }
    }
    float[] targets = new float[contents.samples()];
    floats(ByteBuffer.wrap(Files.readAllBytes(StoredFormat.targets(directory)))).get(targets);
    return new StoredSamples(
        parts,
        samplesInPart,
        Math.toIntExact(contents.sampleSize()),
        targets,
        !contents.classNames().isEmpty());
  }

  private static FloatBuffer floats(ByteBuffer bytes) {
    return bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
  }

  @Override
  public int size() {
    return targets.length;
  }

  @Override
  public int label(int index) {
    if (!classes) {
      throw new UnsupportedOperationException("samples have a value to predict, and no class");
    }
    return (int) targets[index];
  }

  @Override
  public float target(int index) {
    return targets[index];
  }

  @Override
  public void copyTo(int index, float[] target, int offset) {
    parts
        .get(index / samplesInPart)
        .get(index % samplesInPart * sampleSize, target, offset, sampleSize);
  }
}

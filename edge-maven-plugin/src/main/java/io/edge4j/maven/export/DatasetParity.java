package io.edge4j.maven.export;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.edge4j.maven.dataset.Dataset;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/** Test samples of a dataset, spread over it evenly, in batches of several sizes. */
final class DatasetParity implements ParityData {
  private static final int[] FIRST_SIZES = {1, 2, 7};
  private static final int LARGEST_SIZE = 64;

  /** Numbers that a batch may hold: large images are compared a few at a time. */
  private static final long LARGEST_BATCH = 1 << 20;

  private final Dataset dataset;
  private final int samples;
  private final List<Integer> starts = new ArrayList<>();

  DatasetParity(Dataset dataset, int samples) {
    this.dataset = dataset;
    this.samples = Math.min(samples, dataset.test().size());
    long affordable = LARGEST_BATCH / new Shape(dataset.sampleShape()).size();
    int later =
        (int) Math.max(FIRST_SIZES[FIRST_SIZES.length - 1], Math.min(LARGEST_SIZE, affordable));
    int start = 0;
    for (int i = 0; start < this.samples; i++) {
      starts.add(start);
      start += i < FIRST_SIZES.length ? FIRST_SIZES[i] : later;
    }
    starts.add(this.samples);
  }

  @Override
  public int batches() {
    return starts.size() - 1;
  }

  @Override
  public NDList batch(int index, NDManager manager) {
    int from = starts.get(index);
    int size = starts.get(index + 1) - from;
    Shape sample = new Shape(dataset.sampleShape());
    int length = Math.toIntExact(sample.size());
    float[] values = new float[size * length];
    for (int i = 0; i < size; i++) {
      long position = (long) (from + i) * dataset.test().size() / samples;
      dataset.test().copyTo(Math.toIntExact(position), values, i * length);
    }
    return new NDList(manager.create(FloatBuffer.wrap(values), new Shape(size).addAll(sample)));
  }
}

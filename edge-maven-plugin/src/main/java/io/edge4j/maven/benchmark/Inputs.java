package io.edge4j.maven.benchmark;

import io.edge4j.maven.dataset.SampleOrder;
import io.edge4j.maven.dataset.Samples;
import io.edge4j.maven.stage.StageException;
import io.edge4j.maven.stage.WholeFile;
import io.edge4j.model.Layout;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The samples that are run, drawn once and read by every fork, so that all measure the same.
 *
 * @param shape of one sample, without the batch axis
 * @param layout in which order a sample holds an image
 * @param samples flat and row-major, scaled as the model wants them
 */
record Inputs(List<Long> shape, Layout layout, List<float[]> samples) {
  /** Enough that no engine sees one image over and over, few enough to stay in the cache. */
  static final int COUNT = 64;

  /** The first samples of a test set. */
  static Inputs of(List<Long> shape, Layout layout, Samples test) {
    int length = length(shape);
    List<float[]> samples = new ArrayList<>();
    for (int i = 0; i < Math.min(COUNT, test.size()); i++) {
      float[] sample = new float[length];
      test.copyTo(i, sample, 0);
      samples.add(sample);
    }
    return new Inputs(shape, layout, samples);
  }

  /** Standard normal values from a fixed seed, where there is no dataset. */
  static Inputs random(List<Long> shape) {
    Random random = new Random(42);
    List<float[]> samples = new ArrayList<>();
    for (int i = 0; i < COUNT; i++) {
      float[] sample = new float[length(shape)];
      for (int k = 0; k < sample.length; k++) {
        sample[k] = (float) random.nextGaussian();
      }
      samples.add(sample);
    }
    return new Inputs(shape, Layout.NONE, samples);
  }

  /** The same samples in the order in which a variant takes them. */
  Inputs orderedFor(Subject subject) throws StageException {
    SampleOrder order = subject.order(shape, layout);
    return new Inputs(order.shape(), order.layout(), samples.stream().map(order::ordered).toList());
  }

  static int length(List<Long> shape) {
    return Math.toIntExact(shape.stream().reduce(1L, Math::multiplyExact));
  }

  void write(Path file) throws IOException {
    WholeFile.write(
        file,
        stream -> {
          DataOutputStream out = new DataOutputStream(stream);
          out.writeInt(shape.size());
          for (long dimension : shape) {
            out.writeLong(dimension);
          }
          out.writeUTF(layout.name());
          out.writeInt(samples.size());
          for (float[] sample : samples) {
            for (float value : sample) {
              out.writeFloat(value);
            }
          }
          out.flush();
        });
  }

  static Inputs read(Path file) throws IOException {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      List<Long> shape = new ArrayList<>();
      for (int rank = in.readInt(); rank > 0; rank--) {
        shape.add(in.readLong());
      }
      Layout layout = Layout.valueOf(in.readUTF());
      int count = in.readInt();
      int length = length(shape);
      List<float[]> samples = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        float[] sample = new float[length];
        for (int k = 0; k < length; k++) {
          sample[k] = in.readFloat();
        }
        samples.add(sample);
      }
      return new Inputs(shape, layout, samples);
    }
  }
}

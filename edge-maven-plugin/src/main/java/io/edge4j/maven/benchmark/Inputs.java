package io.edge4j.maven.benchmark;

import io.edge4j.maven.dataset.SampleOrder;
import io.edge4j.maven.dataset.Samples;
import io.edge4j.maven.inputs.InputLines;
import io.edge4j.maven.stage.StageException;
import io.edge4j.maven.stage.WholeFile;
import io.edge4j.model.DrawnInputs;
import io.edge4j.model.InputContract;
import io.edge4j.model.Layout;
import io.edge4j.model.Tensor;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntSupplier;

/**
 * The samples that are run, drawn once and read by every fork, so that all measure the same.
 *
 * @param shape of one sample, without the batch axis
 * @param layout in which order a sample holds an image
 * @param samples flat and row-major, scaled as the model wants them
 * @param lines what the report says of them
 */
record Inputs(List<Long> shape, Layout layout, List<float[]> samples, List<String> lines)
    implements Workload {
  /** Enough that no engine sees one image over and over, few enough to stay in the cache. */
  static final int COUNT = 64;

  private static final long SEED = 42;

  /** The first samples of a test set. */
  static Inputs of(List<Long> shape, Layout layout, Samples test) {
    int length = length(shape);
    List<float[]> samples = new ArrayList<>();
    for (int i = 0; i < Math.min(COUNT, test.size()); i++) {
      float[] sample = new float[length];
      test.copyTo(i, sample, 0);
      samples.add(sample);
    }
    return new Inputs(
        shape,
        layout,
        samples,
        List.of("the first " + samples.size() + " test samples, prepared before timing"));
  }

  /**
   * Seeded values, where there is no dataset.
   *
   * @param contract of a model that takes one float input whose size for one sample is known
   */
  static Inputs random(InputContract contract) {
    Map<String, Long> one = new LinkedHashMap<>();
    contract.openDimensions().forEach(dimension -> one.put(dimension, 1L));
    contract.sizeSets().get(0).forEach(one::put);
    contract.batchDimensions().forEach(dimension -> one.put(dimension, 1L));
    InputContract.Input input = contract.inputs().get(0);
    List<float[]> samples = new ArrayList<>();
    for (int i = 0; i < COUNT; i++) {
      Map<String, Tensor> drawn = new DrawnInputs(contract, one, SEED + i).draw();
      samples.add(Objects.requireNonNull(drawn.get(input.name()), input.name()).floats());
    }
    List<String> lines = new ArrayList<>();
    lines.add(COUNT + " random samples: there was no dataset");
    lines.addAll(InputLines.of(contract));
    return new Inputs(contract.sampleShape(), Layout.NONE, samples, lines);
  }

  @Override
  public IntSupplier first(Variant variant, Subject subject) throws StageException {
    float[] sample = subject.order(shape, layout).ordered(samples.get(0));
    return () -> subject.classify(sample);
  }

  @Override
  public List<IntSupplier> runs(Variant variant, Subject subject, int batchSize)
      throws StageException {
    SampleOrder order = subject.order(shape, layout);
    List<float[]> ordered = samples.stream().map(order::ordered).toList();
    List<IntSupplier> runs = new ArrayList<>();
    for (int first = 0; first < ordered.size(); first += batchSize) {
      List<float[]> batch = new ArrayList<>();
      for (int i = 0; i < batchSize; i++) {
        batch.add(ordered.get((first + i) % ordered.size()));
      }
      runs.add(
          batchSize == 1
              ? () -> subject.classify(batch.get(0))
              : () -> subject.classifyAll(batch)[0]);
    }
    return runs;
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
      return new Inputs(shape, layout, samples, List.of());
    }
  }
}

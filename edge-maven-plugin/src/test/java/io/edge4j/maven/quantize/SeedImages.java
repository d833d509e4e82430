package io.edge4j.maven.quantize;

import io.edge4j.maven.dataset.Dataset;
import io.edge4j.maven.dataset.FittedDataset;
import io.edge4j.maven.dataset.Samples;
import io.edge4j.model.InputContract;
import io.edge4j.model.Layout;
import io.edge4j.model.OnnxHeader;
import io.edge4j.model.Preprocessing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** The 64 reference images as a dataset, labelled with the class that fp32 gives them. */
final class SeedImages implements Dataset {
  private final float[] pixels;
  private final int[] labels;

  private SeedImages(float[] pixels, int[] labels) {
    this.pixels = pixels;
    this.labels = labels;
  }

  /** As that model takes them. */
  static FittedDataset fittedTo(Path model) throws Exception {
    return load().fittedTo(InputContract.of(OnnxHeader.read(model).inputs()));
  }

  static SeedImages load() throws IOException {
    float[] logits = SeedCnn.floats("logits-fp32.f32");
    int[] labels =
        IntStream.range(0, SeedCnn.IMAGES)
            .map(
                image ->
                    IntStream.range(0, SeedCnn.CLASSES)
                        .reduce(
                            0,
                            (a, b) ->
                                logits[image * SeedCnn.CLASSES + b]
                                        > logits[image * SeedCnn.CLASSES + a]
                                    ? b
                                    : a))
            .toArray();
    return new SeedImages(SeedCnn.floats("inputs.f32"), labels);
  }

  @Override
  public String name() {
    return "seed images";
  }

  @Override
  public String fingerprint() {
    return "sha256:0";
  }

  @Override
  public List<String> classNames() {
    return IntStream.range(0, SeedCnn.CLASSES).mapToObj(i -> "class " + i).toList();
  }

  @Override
  public long[] sampleShape() {
    return new long[] {1, 28, 28};
  }

  @Override
  public Layout layout() {
    return Layout.CHW;
  }

  @Override
  public Preprocessing preprocessing() {
    return Preprocessing.UNIT;
  }

  @Override
  public Samples train() {
    return test();
  }

  @Override
  public Samples test() {
    return new Samples() {
      @Override
      public int size() {
        return labels.length;
      }

      @Override
      public int label(int index) {
        return labels[index];
      }

      @Override
      public void copyTo(int index, float[] target, int offset) {
        System.arraycopy(pixels, index * 784, target, offset, 784);
      }
    };
  }
}

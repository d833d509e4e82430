package io.edge4j.maven.dataset;

import io.edge4j.model.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * Samples of a fitted dataset as rows again, for a model whose only input holds floats.
 *
 * @param shape of one sample, without the batch axis
 */
record FittedAsRows(FittedDataset fitted, List<Long> shape) implements Dataset {

  @Override
  public String name() {
    return fitted.name();
  }

  @Override
  public String fingerprint() {
    return fitted.summary().fingerprint();
  }

  @Override
  public List<String> classNames() {
    return fitted.classNames();
  }

  /** Not told by names: a model has them without labels too. */
  @Override
  public boolean hasClasses() {
    return fitted.hasClasses();
  }

  @Override
  public DatasetSummary summary() {
    return fitted.summary();
  }

  @Override
  public Optional<Spread> targetSpread() {
    return fitted.targetSpread();
  }

  @Override
  public long[] sampleShape() {
    return shape.stream().mapToLong(Long::longValue).toArray();
  }

  @Override
  public Samples train() {
    return new Rows(fitted.train());
  }

  @Override
  public Samples test() {
    return new Rows(fitted.test());
  }

  private record Rows(TensorSamples samples) implements Samples {
    @Override
    public int size() {
      return samples.size();
    }

    @Override
    public boolean isLabelled() {
      return samples.isLabelled();
    }

    @Override
    public int label(int index) {
      return samples.label(index);
    }

    @Override
    public float target(int index) {
      return samples.target(index);
    }

    @Override
    public void copyTo(int index, float[] target, int offset) {
      Tensor only = samples.tensors(index).values().iterator().next();
      float[] row = only.floats();
      System.arraycopy(row, 0, target, offset, row.length);
    }
  }
}

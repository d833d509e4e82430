package io.edge4j.maven.dataset;

import io.edge4j.model.Layout;
import io.edge4j.model.Preprocessing;
import java.util.List;
import java.util.Optional;

/** A dataset whose samples come in another order of their values. */
record OrderedDataset(Dataset dataset, SampleOrder order) implements Dataset {

  @Override
  public String name() {
    return dataset.name();
  }

  @Override
  public String fingerprint() {
    return dataset.fingerprint();
  }

  @Override
  public List<String> classNames() {
    return dataset.classNames();
  }

  @Override
  public long[] sampleShape() {
    return order.shape().stream().mapToLong(Long::longValue).toArray();
  }

  @Override
  public Layout layout() {
    return order.layout();
  }

  @Override
  public Preprocessing preprocessing() {
    return dataset.preprocessing();
  }

  @Override
  public List<String> columns() {
    return dataset.columns();
  }

  @Override
  public List<Spread> columnSpreads() {
    return dataset.columnSpreads();
  }

  @Override
  public Optional<Spread> targetSpread() {
    return dataset.targetSpread();
  }

  @Override
  public Samples train() {
    return new OrderedSamples(dataset.train(), order);
  }

  @Override
  public Samples test() {
    return new OrderedSamples(dataset.test(), order);
  }

  private record OrderedSamples(Samples samples, SampleOrder order) implements Samples {
    @Override
    public int size() {
      return samples.size();
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
      float[] sample = new float[order.size()];
      samples.copyTo(index, sample, 0);
      System.arraycopy(order.ordered(sample), 0, target, offset, sample.length);
    }
  }
}

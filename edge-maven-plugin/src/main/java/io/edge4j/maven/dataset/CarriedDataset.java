package io.edge4j.maven.dataset;

import io.edge4j.model.Layout;
import io.edge4j.model.Preprocessing;
import java.util.List;
import java.util.Optional;

/** A dataset of which only the test split is at hand. */
record CarriedDataset(CarriedContents contents, Samples test) implements Dataset {

  @Override
  public String name() {
    return contents.summary().name();
  }

  @Override
  public String fingerprint() {
    return contents.summary().fingerprint();
  }

  @Override
  public List<String> classNames() {
    return contents.summary().classNames();
  }

  @Override
  public long[] sampleShape() {
    return contents.summary().sampleShape().stream().mapToLong(Long::longValue).toArray();
  }

  @Override
  public Layout layout() {
    return contents.summary().layout();
  }

  @Override
  public Preprocessing preprocessing() {
    return contents.summary().preprocessing();
  }

  @Override
  public List<String> columns() {
    return contents.summary().columns();
  }

  @Override
  public Optional<Spread> targetSpread() {
    return Optional.ofNullable(contents.targetSpread());
  }

  @Override
  public Samples train() {
    return new LeftBehind(contents.summary().trainSamples());
  }

  /** Samples of which only the number is known. */
  private record LeftBehind(int size) implements Samples {
    @Override
    public int label(int index) {
      throw new UnsupportedOperationException("the training split was left behind");
    }

    @Override
    public void copyTo(int index, float[] target, int offset) {
      throw new UnsupportedOperationException("the training split was left behind");
    }
  }
}

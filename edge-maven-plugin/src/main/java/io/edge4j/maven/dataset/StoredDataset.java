package io.edge4j.maven.dataset;

import java.util.List;

/** A dataset whose samples lie in files. */
record StoredDataset(StoredContents contents, String fingerprint, Samples train, Samples test)
    implements Dataset {

  @Override
  public String name() {
    return contents.name();
  }

  @Override
  public List<String> classNames() {
    return contents.classNames();
  }

  @Override
  public long[] sampleShape() {
    return contents.shape().stream().mapToLong(Long::longValue).toArray();
  }
}

package io.edge4j.maven.onnx;

/** Whether a model's weights are written into its file or beside it. */
public enum ExternalData {
  /** One file as long as it stays below {@link #LARGEST_FILE}, else as {@link #BESIDE}. */
  JOINED,
  /**
   * As {@link #JOINED}, but a model that came with external data keeps it from {@link
   * #LARGEST_JOINED} on: ONNX Runtime maps such a file, where it would hold the weights of one file
   * twice while it loads. For models that are loaded where they were written.
   */
  WHEN_NEEDED,
  /** Into {@code <file name>.data} beside the model. */
  BESIDE;

  /** protobuf reads no message of 2 GiB; the rest is room for the graph. */
  public static final long LARGEST_FILE = 2_000_000_000L;

  /** Below this, one file is worth more than memory saved. */
  static final long LARGEST_JOINED = 256L << 20;
}

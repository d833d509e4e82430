package io.edge4j.model;

/**
 * Which colour a model takes first. Grey has one channel, and no order.
 *
 * @since 0.1.0
 */
public enum ChannelOrder {
  /** Red, green, blue: PyTorch, TensorFlow, almost everything. */
  RGB,
  /** Blue, green, red: models that were trained with OpenCV or Caffe. */
  BGR;

  /** Which of red (0), green (1) and blue (2) the model takes as its channel of that index. */
  public int colour(int channel) {
    return this == RGB ? channel : 2 - channel;
  }
}

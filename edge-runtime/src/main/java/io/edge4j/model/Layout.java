package io.edge4j.model;

import java.util.List;

/**
 * In what order an input holds the values of an image, batch axis aside.
 *
 * @since 0.1.0
 */
public enum Layout {
  /** {@code [channels, height, width]}, or {@code [height, width]} of grey: PyTorch, ONNX. */
  CHW,
  /** {@code [height, width, channels]}: TensorFlow. */
  HWC,
  /** No image. */
  NONE;

  /**
   * The shape of one sample in this layout, for example {@code [3, 224, 224]}.
   *
   * @throws IllegalStateException of {@link #NONE}, which has no such axes
   */
  public List<Long> shape(long channels, long height, long width) {
    return switch (this) {
      case CHW -> List.of(channels, height, width);
      case HWC -> List.of(height, width, channels);
      case NONE -> throw new IllegalStateException("a layout without height and width");
    };
  }
}

package io.edge4j.maven.mojo;

import io.edge4j.maven.inputs.InputSetting;
import org.jspecify.annotations.Nullable;

/** The pom's {@code <input>}: what is known of one input of a model that was brought along. */
public final class InputConfiguration {
  /** The input's name in the model. */
  @Nullable String name;

  /** Sizes of all axes, batch axis included, for example {@code 1,3,320,320}. */
  @Nullable String shape;

  /** The least and the most value that may be drawn, for example {@code 0,30521}. */
  @Nullable String range;

  /** The one value that all elements get, for example {@code 1} for a mask. */
  @Nullable String fill;

  /** {@code CHW}, {@code HWC}, or {@code NONE} for what is no image. */
  @Nullable String layout;

  /**
   * {@code scale} of {@code (pixel * scale - mean) / std}, by which pixels from 0 to 255 become
   * values: a number, or one per channel.
   */
  @Nullable String scale;

  /** {@code mean} of that formula. */
  @Nullable String mean;

  /** {@code std} of that formula. */
  @Nullable String std;

  /** {@code RGB} or {@code BGR}. */
  @Nullable String channelOrder;

  /** How images of other proportions become the model's size: {@code stretch} or {@code crop}. */
  @Nullable String resize;

  InputSetting setting() {
    return new InputSetting(
        name, shape, range, fill, layout, scale, mean, std, channelOrder, resize);
  }
}

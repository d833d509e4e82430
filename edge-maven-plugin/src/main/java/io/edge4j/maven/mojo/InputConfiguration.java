package io.edge4j.maven.mojo;

import io.edge4j.maven.inputs.InputSetting;

/** The pom's {@code <input>}: what is known of one input of a model that was brought along. */
public final class InputConfiguration {
  /** The input's name in the model. */
  String name;

  /** Sizes of all axes, batch axis included, for example {@code 1,3,320,320}. */
  String shape;

  /** The least and the most value that may be drawn, for example {@code 0,30521}. */
  String range;

  /** The one value that all elements get, for example {@code 1} for a mask. */
  String fill;

  /** {@code CHW}, {@code HWC}, or {@code NONE} for what is no image. */
  String layout;

  /**
   * {@code scale} of {@code (pixel * scale - mean) / std}, by which pixels from 0 to 255 become
   * values: a number, or one per channel.
   */
  String scale;

  /** {@code mean} of that formula. */
  String mean;

  /** {@code std} of that formula. */
  String std;

  /** {@code RGB} or {@code BGR}. */
  String channelOrder;

  /** How images of other proportions become the model's size: {@code stretch} or {@code crop}. */
  String resize;

  InputSetting setting() {
    return new InputSetting(
        name, shape, range, fill, layout, scale, mean, std, channelOrder, resize);
  }
}

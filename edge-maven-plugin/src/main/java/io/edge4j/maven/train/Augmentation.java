package io.edge4j.maven.train;

import io.edge4j.maven.stage.StageException;
import java.util.List;

/**
 * How images are changed before a network learns from them, drawn anew for each image and epoch.
 *
 * @param flip {@code none}, {@code horizontal}, {@code vertical} or {@code both}: mirrored along
 *     that axis every other time
 * @param shift by at most that share of the width and of the height, in whole pixels, in each
 *     direction
 * @param crop the least share of each side that is cut out and enlarged to the whole; 1 cuts
 *     nothing
 * @param rotation around the centre by at most that many degrees, in each direction
 */
public record Augmentation(String flip, double shift, double crop, double rotation) {
  static final String NO_FLIP = "none";
  static final String HORIZONTAL = "horizontal";
  static final String VERTICAL = "vertical";
  static final String BOTH = "both";

  private static final List<String> FLIPS = List.of(NO_FLIP, HORIZONTAL, VERTICAL, BOTH);
  private static final double HALF_TURN = 180;

  /** Images as they are. */
  public static final Augmentation NONE = new Augmentation(NO_FLIP, 0, 1, 0);

  boolean isNone() {
    return equals(NONE);
  }

  boolean flipsHorizontally() {
    return flip.equals(HORIZONTAL) || flip.equals(BOTH);
  }

  boolean flipsVertically() {
    return flip.equals(VERTICAL) || flip.equals(BOTH);
  }

  /**
   * @throws StageException naming the parameter, its value and the way out
   */
  void validate() throws StageException {
    if (!FLIPS.contains(flip)) {
      throw new StageException(
          "<augmentation><flip> is '%s', which is not known; use one of %s."
              .formatted(flip, FLIPS));
    }
    if (!(shift >= 0 && shift < 1)) {
      throw new StageException(
          "<augmentation><shift> is %s, but must be 0 (no shift) or a share of the image below 1, such as 0.1."
              .formatted(shift));
    }
    if (!(crop > 0 && crop <= 1)) {
      throw new StageException(
          "<augmentation><crop> is %s, but must be the least share of each side that is left, such as 0.8, or 1 (no crop)."
              .formatted(crop));
    }
    if (!(rotation >= 0 && rotation <= HALF_TURN)) {
      throw new StageException(
          "<augmentation><rotation> is %s, but must be 0 (no rotation) or at most 180 degrees, such as 10."
              .formatted(rotation));
    }
  }
}

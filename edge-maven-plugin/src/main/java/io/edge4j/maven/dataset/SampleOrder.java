package io.edge4j.maven.dataset;

import io.edge4j.model.ImageShape;
import io.edge4j.model.InputContract;
import io.edge4j.model.Layout;
import io.edge4j.model.TensorInfo;
import java.util.List;
import java.util.Optional;

/**
 * How samples of one shape become what a model's input takes: as they are, or, for images with the
 * channels first and a model that wants them last, value by value. That their number is the same
 * proves nothing.
 */
public final class SampleOrder {
  private final List<Long> shape;
  private final Layout layout;

  /**
   * Where each value that the model takes stands in a sample; empty when samples stay as they are.
   */
  private final int[] places;

  private SampleOrder(List<Long> shape, Layout layout, int[] places) {
    this.shape = List.copyOf(shape);
    this.layout = layout;
    this.places = places;
  }

  /** For a model of which nothing is known. */
  public static SampleOrder same(List<Long> sample, Layout layout) {
    return new SampleOrder(sample, layout, new int[0]);
  }

  /**
   * The order for an input; none when the model takes samples of another shape.
   *
   * @param sample shape of one sample
   * @param layout in which order a sample holds an image; {@link Layout#NONE} when it holds none
   */
  public static Optional<SampleOrder> of(
      List<Long> sample, Layout layout, InputContract.Input input) {
    List<Long> taken = taken(input.tensor());
    boolean asItIs = fits(sample, taken);
    if (layout == Layout.CHW && sample.size() == 3) {
      ImageShape chw = ImageShape.of(sample, Layout.CHW);
      ImageShape hwc = new ImageShape(chw.channels(), chw.height(), chw.width(), Layout.HWC);
      boolean wanted = input.layout().value() == Layout.HWC && !input.layout().isAssumed();
      if (fits(hwc.sampleShape(), taken) && (wanted || !asItIs)) {
        return Optional.of(new SampleOrder(hwc.sampleShape(), Layout.HWC, places(chw, hwc)));
      }
    }
    return asItIs || isFlatOrSqueezed(sample, taken)
        ? Optional.of(same(sample, layout))
        : Optional.empty();
  }

  /** Axes of one sample, {@code -1} for an open one. */
  private static List<Long> taken(TensorInfo input) {
    List<Long> shape = input.shape();
    return input.hasBatchAxis() ? shape.subList(1, shape.size()) : shape;
  }

  private static boolean fits(List<Long> sample, List<Long> taken) {
    if (sample.size() != taken.size()) {
      return false;
    }
    for (int axis = 0; axis < sample.size(); axis++) {
      if (taken.get(axis) >= 0 && !taken.get(axis).equals(sample.get(axis))) {
        return false;
      }
    }
    return true;
  }

  /** One long row of values on either side, or axes of size 1 that only one side has. */
  private static boolean isFlatOrSqueezed(List<Long> sample, List<Long> taken) {
    boolean flat = sample.size() == 1 || taken.size() == 1;
    return fits(squeezed(sample), squeezed(taken))
        || (flat && fits(List.of(size(sample)), List.of(size(taken))));
  }

  private static List<Long> squeezed(List<Long> shape) {
    return shape.stream().filter(size -> size != 1).toList();
  }

  /** {@code -1} when an axis is open. */
  private static long size(List<Long> shape) {
    return shape.contains(-1L) ? -1 : shape.stream().reduce(1L, Math::multiplyExact);
  }

  private static int[] places(ImageShape from, ImageShape to) {
    int[] places = new int[to.size()];
    for (int channel = 0; channel < to.channels(); channel++) {
      for (int y = 0; y < to.height(); y++) {
        for (int x = 0; x < to.width(); x++) {
          places[to.index(channel, y, x)] = from.index(channel, y, x);
        }
      }
    }
    return places;
  }

  /** Shape of one sample in this order. */
  public List<Long> shape() {
    return shape;
  }

  /** In which order a sample then holds an image. */
  public Layout layout() {
    return layout;
  }

  /** How many values a sample has. */
  public int size() {
    return Math.toIntExact(size(shape));
  }

  /** Whether samples stay as they are. */
  public boolean isSame() {
    return places.length == 0;
  }

  /** A sample in this order. */
  public float[] ordered(float[] sample) {
    if (isSame()) {
      return sample;
    }
    float[] ordered = new float[places.length];
    for (int i = 0; i < ordered.length; i++) {
      ordered[i] = sample[places[i]];
    }
    return ordered;
  }
}

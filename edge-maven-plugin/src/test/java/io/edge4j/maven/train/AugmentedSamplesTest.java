package io.edge4j.maven.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import io.edge4j.maven.dataset.Samples;
import io.edge4j.model.Layout;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AugmentedSamplesTest {
  private static final int DRAWS = 200;
  private static final int SIDE = 9;
  private static final long[] SQUARE = {1, SIDE, SIDE};
  private static final float[] RAMP = ramp();

  @Test
  void halfOfTheImagesAreMirroredToTheBit() {
    float[] image = {1, 2, 3, 4, 5, 6};
    float[] mirrored = {3, 2, 1, 6, 5, 4};
    long[] shape = {1, 2, 3};

    List<float[]> drawn =
        draws(augmented(image, shape, Layout.CHW, new Augmentation("horizontal", 0, 1, 0), 1));

    assertThat(drawn).allMatch(d -> Arrays.equals(d, image) || Arrays.equals(d, mirrored));
    assertThat(drawn.stream().filter(d -> Arrays.equals(d, mirrored)).count()).isBetween(70L, 130L);
  }

  @Test
  void bothAxesAreMirroredEachForItself() {
    float[] image = {1, 2, 3, 4};
    Set<List<Float>> seen = new HashSet<>();
    for (float[] drawn :
        draws(
            augmented(
                image, new long[] {1, 2, 2}, Layout.CHW, new Augmentation("both", 0, 1, 0), 1))) {
      seen.add(List.of(drawn[0], drawn[1], drawn[2], drawn[3]));
    }
    assertThat(seen)
        .containsExactlyInAnyOrder(
            List.of(1f, 2f, 3f, 4f),
            List.of(2f, 1f, 4f, 3f),
            List.of(3f, 4f, 1f, 2f),
            List.of(4f, 3f, 2f, 1f));
  }

  @Test
  void aShiftIsOfWholePixelsAndRepeatsTheEdge() {
    float[] image = {1, 2, 3, 4};
    Set<List<Float>> seen = new HashSet<>();
    for (float[] drawn :
        draws(
            augmented(
                image, new long[] {1, 1, 4}, Layout.CHW, new Augmentation("none", 0.3, 1, 0), 1))) {
      seen.add(List.of(drawn[0], drawn[1], drawn[2], drawn[3]));
    }
    assertThat(seen)
        .containsExactlyInAnyOrder(
            List.of(1f, 2f, 3f, 4f), List.of(1f, 1f, 2f, 3f), List.of(2f, 3f, 4f, 4f));
  }

  @Test
  void aRotationTurnsAroundTheCentreByNoMoreThanItsRange() {
    double largest = 0;
    for (float[] drawn :
        draws(augmented(RAMP, SQUARE, Layout.CHW, new Augmentation("none", 0, 1, 20), 1))) {
      // The ramp's values are columns: a turned one has a slope along the rows.
      double centre = at(drawn, 4, 4);
      double across = at(drawn, 5, 4) - centre;
      double down = at(drawn, 4, 5) - centre;
      assertThat(centre).isCloseTo(4, offset(1e-6));
      assertThat(Math.hypot(across, down)).isCloseTo(1, offset(1e-5));
      double angle = Math.abs(Math.toDegrees(Math.atan2(down, across)));
      assertThat(angle).isLessThanOrEqualTo(20.001);
      largest = Math.max(largest, angle);
    }
    assertThat(largest).isGreaterThan(15);
  }

  @Test
  void aCropEnlargesAWindowThatLiesInTheImage() {
    double least = 1;
    for (float[] drawn :
        draws(augmented(RAMP, SQUARE, Layout.CHW, new Augmentation("none", 0, 0.6, 0), 1))) {
      double side = at(drawn, 5, 4) - at(drawn, 4, 4);
      assertThat(side).isBetween(0.6 - 1e-5, 1 + 1e-5);
      assertThat(at(drawn, 8, 4) - at(drawn, 0, 4)).isCloseTo(8 * side, offset(1e-4));
      assertThat(at(drawn, 0, 4)).isGreaterThanOrEqualTo(0);
      assertThat(at(drawn, 8, 4)).isLessThanOrEqualTo(8);
      least = Math.min(least, side);
    }
    assertThat(least).isLessThan(0.65);
  }

  @Test
  void channelsAreMovedTogetherInBothLayouts() {
    float[] first = {1, 2, 3, 4, 5, 6, 10, 20, 30, 40, 50, 60};
    float[] last = {1, 10, 2, 20, 3, 30, 4, 40, 5, 50, 6, 60};
    Augmentation all = new Augmentation("both", 0.4, 0.7, 30);
    List<float[]> planes = draws(augmented(first, new long[] {2, 2, 3}, Layout.CHW, all, 1));
    List<float[]> pixels = draws(augmented(last, new long[] {2, 3, 2}, Layout.HWC, all, 1));
    for (int i = 0; i < DRAWS; i++) {
      for (int pixel = 0; pixel < 6; pixel++) {
        assertThat(pixels.get(i)[2 * pixel]).isEqualTo(planes.get(i)[pixel]);
        assertThat(pixels.get(i)[2 * pixel + 1]).isEqualTo(planes.get(i)[6 + pixel]);
        assertThat(planes.get(i)[6 + pixel]).isCloseTo(10 * planes.get(i)[pixel], offset(1e-4f));
      }
    }
  }

  @Test
  void whatIsDrawnFollowsFromTheEpochAndTheImageAlone() {
    Augmentation all = new Augmentation("both", 0.4, 0.7, 30);
    AugmentedSamples samples = augmented(RAMP, SQUARE, Layout.CHW, all, 1);
    float[] early = draw(samples, 3);
    draw(samples, 5);

    assertThat(draw(samples, 3)).isEqualTo(early);
    assertThat(draw(augmented(RAMP, SQUARE, Layout.CHW, all, 1), 3)).isEqualTo(early);
    assertThat(draw(augmented(RAMP, SQUARE, Layout.CHW, all, 2), 3)).isNotEqualTo(early);
    assertThat(draw(samples, 4)).isNotEqualTo(early);
  }

  private static double at(float[] image, int x, int y) {
    return image[y * SIDE + x];
  }

  private static float[] ramp() {
    float[] ramp = new float[SIDE * SIDE];
    for (int i = 0; i < ramp.length; i++) {
      ramp[i] = i % SIDE;
    }
    return ramp;
  }

  private static List<float[]> draws(AugmentedSamples samples) {
    return IntStream.range(0, DRAWS).mapToObj(i -> draw(samples, i)).toList();
  }

  private static float[] draw(AugmentedSamples samples, int index) {
    float[] target = new float[samples.label(index) + 3];
    samples.copyTo(index, target, 3);
    return Arrays.copyOfRange(target, 3, target.length);
  }

  /** The same image as often as it is asked for; its label is how many values it has. */
  private static AugmentedSamples augmented(
      float[] image, long[] shape, Layout layout, Augmentation augmentation, long seed) {
    Samples same =
        new Samples() {
          @Override
          public int size() {
            return DRAWS;
          }

          @Override
          public int label(int index) {
            return image.length;
          }

          @Override
          public float target(int index) {
            return image.length;
          }

          @Override
          public void copyTo(int index, float[] target, int offset) {
            System.arraycopy(image, 0, target, offset, image.length);
          }
        };
    AugmentedSamples samples = new AugmentedSamples(same, shape, layout, augmentation);
    samples.startEpoch(seed);
    return samples;
  }
}

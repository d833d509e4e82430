package io.edge4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class PreprocessingTest {

  @Test
  void valuesAreComputedInDoublePrecision() {
    Preprocessing preprocessing = Preprocessing.of(1.0 / 255, 0.485, 0.229);
    assertThat(preprocessing.apply(0, 200))
        .isEqualTo((float) ((200 * (1.0 / 255) - 0.485) / 0.229));
  }

  @Test
  void oneNumberServesAllChannels() {
    Preprocessing preprocessing = of(List.of(2.0), List.of(1.0, 2.0, 3.0), List.of(4.0));
    assertThat(preprocessing.channels()).isEqualTo(3);
    assertThat(preprocessing.apply(2, 10)).isEqualTo((10 * 2 - 3) / 4f);
  }

  @Test
  void messagesHaveTheFormula() {
    assertThat(of(List.of(0.5), List.of(1.0, 2.0, 3.0), List.of(4.0)))
        .hasToString("(pixel * 0.5 - [1.0, 2.0, 3.0]) / 4.0, RGB, stretch");
  }

  @Test
  void numbersThatCannotBeAreRefused() {
    assertRefused(List.of(), List.of(0.0), List.of(1.0), "scale has 0 numbers");
    assertRefused(
        List.of(1.0, 1.0),
        List.of(0.0, 0.0, 0.0),
        List.of(1.0),
        "scale has 2 numbers; it must have one, or one for each of 3 channels");
    assertRefused(List.of(1.0), List.of(Double.NaN), List.of(1.0), "mean is [NaN]");
    assertRefused(List.of(1.0), List.of(0.0), List.of(0.0), "std is [0.0]; it divides");
  }

  @Test
  void pixelsGetTheNumbersOfTheirChannelInEitherLayout() {
    Preprocessing preprocessing = of(List.of(1.0), List.of(0.0, 100.0, 200.0), List.of(1.0));
    byte[] pixels = {0, 1, 2, 3, 4, 5};
    assertThat(values(new ImageShape(3, 1, 2, Layout.CHW), preprocessing, pixels))
        .containsExactly(0, 1, -98, -97, -196, -195);
    assertThat(values(new ImageShape(3, 1, 2, Layout.HWC), preprocessing, pixels))
        .containsExactly(0, -99, -198, 3, -96, -195);
  }

  private static float[] values(ImageShape shape, Preprocessing preprocessing, byte[] pixels) {
    float[] values = new float[pixels.length];
    new PixelValues(shape, preprocessing).copy(pixels, 0, values, 0);
    return values;
  }

  private static Preprocessing of(List<Double> scale, List<Double> mean, List<Double> std) {
    return new Preprocessing(scale, mean, std, ChannelOrder.RGB, Resize.STRETCH);
  }

  private static void assertRefused(
      List<Double> scale, List<Double> mean, List<Double> std, String part) {
    assertThatThrownBy(() -> of(scale, mean, std))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(part);
  }
}

package io.edge4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ImageShapeTest {

  @Test
  void aShapeTellsWhereTheChannelsAre() {
    assertThat(ImageShape.of(List.of(28L, 20L))).isEqualTo(new ImageShape(1, 28, 20, Layout.CHW));
    assertThat(ImageShape.of(List.of(1L, 28L, 20L)))
        .isEqualTo(new ImageShape(1, 28, 20, Layout.CHW));
    assertThat(ImageShape.of(List.of(3L, 28L, 20L)))
        .isEqualTo(new ImageShape(3, 28, 20, Layout.CHW));
    assertThat(ImageShape.of(List.of(28L, 20L, 3L)))
        .isEqualTo(new ImageShape(3, 28, 20, Layout.HWC));
  }

  @Test
  void aShapeOfTwoMeaningsIsRefused() {
    assertThatThrownBy(() -> ImageShape.of(List.of(3L, 8L, 3L)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "[3, 8, 3] can mean [channels, height, width] as well as [height, width, channels]:"
                + " say whether the layout is CHW or HWC");
    assertThat(ImageShape.of(List.of(3L, 8L, 3L), Layout.HWC))
        .isEqualTo(new ImageShape(3, 3, 8, Layout.HWC));
  }

  @Test
  void whatIsNoImageIsRefused() {
    for (List<Long> shape :
        List.of(List.of(5L), List.of(4L, 8L, 8L), List.of(1L, 3L, 8L, 8L), List.of(3L, -1L, 8L))) {
      assertThatThrownBy(() -> ImageShape.of(shape))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("samples of shape " + shape + " are no images");
    }
    assertThatThrownBy(() -> ImageShape.of(List.of(3L, 8L, 8L), Layout.HWC))
        .hasMessageContaining("samples of shape [3, 8, 8] are no images");
  }

  @Test
  void valuesStandInTheOrderOfTheLayout() {
    ImageShape chw = new ImageShape(3, 4, 5, Layout.CHW);
    ImageShape hwc = new ImageShape(3, 4, 5, Layout.HWC);
    assertThat(chw.index(2, 1, 3)).isEqualTo(2 * 20 + 5 + 3);
    assertThat(hwc.index(2, 1, 3)).isEqualTo((5 + 3) * 3 + 2);
    assertThat(chw.sampleShape()).containsExactly(3L, 4L, 5L);
    assertThat(hwc.sampleShape()).containsExactly(4L, 5L, 3L);
  }
}

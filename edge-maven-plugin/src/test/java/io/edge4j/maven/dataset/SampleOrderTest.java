package io.edge4j.maven.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import io.edge4j.model.Dim;
import io.edge4j.model.Fact;
import io.edge4j.model.InputContract;
import io.edge4j.model.Layout;
import io.edge4j.model.Origin;
import io.edge4j.model.TensorInfo;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SampleOrderTest {
  private static final List<Long> COLOUR = List.of(3L, 1L, 2L);

  @Test
  void anImageGetsItsChannelsLastWhereTheModelWantsThemLast() {
    SampleOrder order = order(COLOUR, Layout.CHW, input(-1, 1, 2, 3)).orElseThrow();
    assertThat(order.shape()).containsExactly(1L, 2L, 3L);
    assertThat(order.layout()).isEqualTo(Layout.HWC);
    assertThat(order.ordered(new float[] {1, 2, 3, 4, 5, 6})).containsExactly(1, 3, 5, 2, 4, 6);
  }

  @Test
  void openSizesFitAnyImage() {
    assertThat(order(COLOUR, Layout.CHW, input(-1, -1, -1, 3)).orElseThrow().isSame()).isFalse();
    assertThat(order(COLOUR, Layout.CHW, input(-1, 3, -1, -1)).orElseThrow().isSame()).isTrue();
  }

  @Test
  void whereBothOrdersFitWhoeverSaidOneDecides() {
    List<Long> cube = List.of(3L, 3L, 3L);
    InputContract.Input input = input(-1, 3, 3, 3);
    assertThat(order(cube, Layout.CHW, input).orElseThrow().isSame()).isTrue();
    InputContract.Input said = input.withLayout(Fact.of(Layout.HWC, Origin.POM));
    assertThat(order(cube, Layout.CHW, said).orElseThrow().isSame()).isFalse();
  }

  @Test
  void oneRowOfValuesFitsAnyShapeOfThatSize() {
    assertThat(order(List.of(6L), Layout.NONE, input(-1, 1, 2, 3)).orElseThrow().isSame()).isTrue();
    assertThat(order(COLOUR, Layout.CHW, input(-1, 6)).orElseThrow().isSame()).isTrue();
    assertThat(order(COLOUR, Layout.CHW, input(-1, 7))).isEmpty();
  }

  @Test
  void axesOfSizeOneMayBeLeftOut() {
    assertThat(order(List.of(1L, 4L, 5L), Layout.CHW, input(-1, 4, 5)).orElseThrow().isSame())
        .isTrue();
    assertThat(order(List.of(4L, 5L), Layout.NONE, input(-1, 4, 5, 1)).orElseThrow().isSame())
        .isTrue();
  }

  @Test
  void asManyValuesInAnotherShapeAreNoSample() {
    assertThat(order(List.of(3L, 8L, 8L), Layout.NONE, input(-1, 8, 8, 3))).isEmpty();
    assertThat(order(List.of(3L, 8L, 8L), Layout.CHW, input(-1, 8, 3, 8))).isEmpty();
    assertThat(order(List.of(2L, 6L), Layout.NONE, input(-1, 3, 4))).isEmpty();
  }

  private static Optional<SampleOrder> order(
      List<Long> sample, Layout layout, InputContract.Input input) {
    return SampleOrder.of(sample, layout, input);
  }

  private static InputContract.Input input(long... shape) {
    List<Dim> dims =
        LongStream.of(shape).mapToObj(size -> size < 0 ? Dim.open() : Dim.of(size)).toList();
    return InputContract.Input.of(new TensorInfo("x", "float", dims));
  }
}

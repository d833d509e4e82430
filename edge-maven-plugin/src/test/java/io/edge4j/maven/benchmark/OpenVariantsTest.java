package io.edge4j.maven.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenVariantsTest {
  private static final int FORKS = Protocol.DEFAULT.forks();

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5})
  void overAllForksEachOfTwoVariantsIsOpenedBeforeTheOtherAsOften(int count) {
    List<Variant> variants = variants(count);
    OpenVariants open = new OpenVariants(variants, 1, List.of(), 0);

    for (Variant one : variants) {
      for (Variant other : variants.subList(0, variants.indexOf(one))) {
        long before =
            IntStream.range(0, FORKS)
                .mapToObj(open::order)
                .filter(order -> order.indexOf(one) < order.indexOf(other))
                .count();
        assertThat(before).as("%s before %s", one.name(), other.name()).isEqualTo(FORKS / 2);
      }
    }
  }

  @Test
  void ordersAreNotOneOrderAndItsReverseAlone() {
    OpenVariants open = new OpenVariants(variants(3), 1, List.of(), 0);

    assertThat(IntStream.range(0, FORKS).mapToObj(open::order).distinct()).hasSizeGreaterThan(2);
  }

  private static List<Variant> variants(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> Variant.onnx("variant-" + i, Path.of(i + ".onnx")))
        .toList();
  }
}

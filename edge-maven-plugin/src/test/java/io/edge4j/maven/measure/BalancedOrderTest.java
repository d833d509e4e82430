package io.edge4j.maven.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BalancedOrderTest {
  /** As many as a benchmark has forks. */
  private static final int TURNS = 8;

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5})
  void overAnEvenNumberOfTurnsEachOfTwoComesBeforeTheOtherAsOften(int count) {
    for (int one = 0; one < count; one++) {
      for (int other = 0; other < one; other++) {
        int first = one;
        int second = other;
        long before =
            orders(count).stream()
                .filter(order -> order.indexOf(first) < order.indexOf(second))
                .count();
        assertThat(before).as("%d before %d", one, other).isEqualTo(TURNS / 2);
      }
    }
  }

  @Test
  void ordersAreNotOneOrderAndItsReverseAlone() {
    assertThat(orders(3).stream().distinct()).hasSizeGreaterThan(2);
  }

  private static List<List<Integer>> orders(int count) {
    List<Integer> all = IntStream.range(0, count).boxed().toList();
    return IntStream.range(0, TURNS).mapToObj(turn -> BalancedOrder.of(all, turn)).toList();
  }
}

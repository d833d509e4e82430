package io.edge4j.maven.measure;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * In which order models are opened, another one each time, since where weights come to lie in
 * memory depends on who was first.
 */
public final class BalancedOrder {
  private BalancedOrder() {}

  /**
   * Two turns that follow each other are each other's reverse: so of any two each is the first one
   * as often.
   */
  public static <T> List<T> of(List<T> all, int turn) {
    List<T> order = new ArrayList<>(all);
    Collections.shuffle(order, new Random(turn / 2));
    if (turn % 2 == 1) {
      Collections.reverse(order);
    }
    return order;
  }
}

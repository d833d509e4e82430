package io.edge4j.maven.export;

import java.util.ArrayList;
import java.util.List;

/** The same numbers in another shape. */
final class ShapeRows {
  private ShapeRows() {}

  static List<OperatorRow> rows() {
    return List.of(
        OperatorRow.of("NDArray.reshape NDArray.flatten", "Reshape Flatten", ShapeRows::reshape),
        OperatorRow.of(
            "NDArray.duplicate", "", (call, out) -> out.same(call, out.name(call.receiver()))));
  }

  private static void reshape(Call call, Emitter out) {
    reshape(call, out, out.name(call.receiver()), call.receiver().shape());
  }

  /** Reshapes a value of the given shape to the shape that the call's result has. */
  static void reshape(Call call, Emitter out, String input, List<Size> from) {
    List<Size> to = call.result().shape();
    if (from.equals(to)) {
      out.same(call, input);
      return;
    }
    if (to.size() == 2
        && from.size() > 2
        && !to.get(0).isFixed()
        && from.get(0).equals(to.get(0))) {
      out.result(call, "Flatten", List.of(input));
      return;
    }
    out.result(call, "Reshape", List.of(input, target(call, out, from, to)));
  }

  /**
   * The second input of Reshape. 0 stands for the input's own axis at that place and -1 for what
   * remains, so that most shapes that follow a size stay constants.
   */
  static String target(Call call, Emitter out, List<Size> from, List<Size> to) {
    List<Size> sizes = new ArrayList<>(to);
    int open = -1;
    for (int i = 0; i < to.size(); i++) {
      if (to.get(i).isFixed()) {
        continue;
      }
      boolean copied = i < from.size() && from.get(i).equals(to.get(i));
      if (copied) {
        sizes.set(i, fixedLike(to.get(i), 0));
      } else if (open < 0) {
        open = i;
        sizes.set(i, fixedLike(to.get(i), -1));
      }
    }
    return out.sizes().vector(call, sizes);
  }

  private static Size fixedLike(Size like, long number) {
    return new Size(like.observed().stream().map(unused -> number).toList());
  }
}

package io.edge4j.maven.inputs;

import io.edge4j.model.InputContract;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a model takes, as lines for the log and for reports. */
public final class InputLines {
  private InputLines() {}

  /**
   * A line for each input and for each assumption. Where dimensions have several sizes, there is a
   * line for each.
   */
  public static List<String> of(InputContract contract) {
    List<String> lines = new ArrayList<>();
    for (Map<String, Long> sizes : contract.sizeSets()) {
      contract.described(sizes).forEach(input -> lines.add("input " + input));
    }
    contract.assumptions().forEach(assumption -> lines.add("assumed: " + assumption));
    return lines.stream().distinct().toList();
  }
}

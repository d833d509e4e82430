package io.edge4j.maven.dataset;

import io.edge4j.maven.stage.StageException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The classes that a table's label column names. Labels that are the same number are one class,
 * called by the shortest of its spellings: a file in which {@code 1} and {@code 1.0} stand side by
 * side has been through a tool that reads numbers. {@code 007} is a code and no number.
 */
final class ClassColumn {
  private static final int MOST_CLASSES = 10_000;

  /** From here on, numbers that nobody called classes look like values to predict. */
  private static final int MOST_NUMBERS = 100;

  private static final Pattern NUMBER = Pattern.compile("[+-]?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?");

  private static final Comparator<String> SHORTEST =
      Comparator.comparing(String::length).thenComparing(Comparator.naturalOrder());

  /** Numbers before words, and 2 before 10. */
  private static final Comparator<String> BY_NUMBER_THEN_TEXT =
      Comparator.comparing((String name) -> !isNumber(name))
          .thenComparing(name -> isNumber(name) ? new BigDecimal(name) : BigDecimal.ZERO)
          .thenComparing(Comparator.naturalOrder());

  private final List<String> names;
  private final List<Integer> classes;

  private ClassColumn(List<String> names, List<Integer> classes) {
    this.names = names;
    this.classes = classes;
  }

  /**
   * Reads the classes of a table.
   *
   * @param asked whether the pom says that labels are classes
   * @throws StageException when a row has no label, or the labels are too few, too many, or look
   *     like values to predict
   */
  static ClassColumn of(Path file, CsvTable table, boolean asked) throws StageException {
    Map<String, String> spellings = new HashMap<>();
    for (int i = 0; i < table.size(); i++) {
      String label = table.label(i);
      if (label.isEmpty()) {
        throw DatasetDamage.of(file, "line " + table.line(i) + " has no label", null);
      }
      spellings.merge(key(label), label, (a, b) -> SHORTEST.compare(a, b) <= 0 ? a : b);
    }
    requireClasses(file, table, spellings, asked);
    List<String> names = spellings.values().stream().sorted(BY_NUMBER_THEN_TEXT).toList();
    Map<String, Integer> indices = new HashMap<>();
    for (String name : names) {
      indices.put(key(name), indices.size());
    }
    List<Integer> classes = new ArrayList<>();
    for (int i = 0; i < table.size(); i++) {
      classes.add(indices.get(key(table.label(i))));
    }
    return new ClassColumn(names, classes);
  }

  private static void requireClasses(
      Path file, CsvTable table, Map<String, String> spellings, boolean asked)
      throws StageException {
    int count = spellings.size();
    if (!asked
        && count > MOST_NUMBERS
        && spellings.values().stream().allMatch(name -> DecimalNumber.of(name).isPresent())) {
      throw new StageException(
          "<task> in <parameters> of <dataset> is not set, and the label column '%s' of %s has %d different numbers: is it a value to predict? Then set <task>regression</task>. If each number is a class, set <task>classification</task>; if another column is the label, name it in <label>."
              .formatted(table.labelColumn(), file, count));
    }
    if (count < 2 || count > MOST_CLASSES) {
      throw DatasetDamage.of(
          file,
          "its label column '%s' has %d different values, but 2 to %d classes are possible; is it a value to predict (<task>regression</task>), or another column (<label>)?"
              .formatted(table.labelColumn(), count, MOST_CLASSES),
          null);
    }
  }

  private static boolean isNumber(String label) {
    return NUMBER.matcher(label).matches();
  }

  /** Equal for labels that are one class. */
  private static String key(String label) {
    return isNumber(label) ? new BigDecimal(label).stripTrailingZeros().toPlainString() : label;
  }

  /** One per class. */
  List<String> names() {
    return names;
  }

  /** The class of each row of the table. */
  List<Integer> classes() {
    return classes;
  }
}

package io.edge4j.maven.dataset;

import io.edge4j.maven.stage.StageException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A CSV file (RFC 4180, UTF-8, no line breaks inside of a field) of numbers with one label column.
 */
final class CsvTable {
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private final List<String> columns;
  private final String labelColumn;
  private final List<double[]> rows;
  private final List<String> labels;
  private final List<Integer> lines;

  private CsvTable(
      List<String> columns,
      String labelColumn,
      List<double[]> rows,
      List<String> labels,
      List<Integer> lines) {
    this.columns = columns;
    this.labelColumn = labelColumn;
    this.rows = rows;
    this.labels = labels;
    this.lines = lines;
  }

  /**
   * @param header whether the first line names the columns; else they are called {@code column1}
   *     and so on
   * @param label the label column's name; null for the last that is not ignored
   * @param ignored names of columns that are left out, whatever stands in them
   * @throws StageException with file, line and column of what does not fit
   */
  static CsvTable read(
      Path file, char delimiter, boolean header, @Nullable String label, List<String> ignored)
      throws StageException, IOException {
    try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      return new Reading(file, delimiter).table(reader, header, label, ignored);
    } catch (CharacterCodingException e) {
      throw DatasetDamage.of(file, "it is no UTF-8 text", e);
    }
  }

  /** Names of the numeric columns. */
  List<String> columns() {
    return columns;
  }

  /** Name of the label column. */
  String labelColumn() {
    return labelColumn;
  }

  int size() {
    return rows.size();
  }

  /** The numbers of one row; not a copy. */
  double[] row(int index) {
    return rows.get(index);
  }

  /** What stands in the label column of one row. */
  String label(int index) {
    return labels.get(index);
  }

  /** Where a row stands in the file, counted from 1. */
  int line(int index) {
    return lines.get(index);
  }

  /**
   * The number that stands in a field.
   *
   * @throws StageException with file, line and column when it is none, or none that a model can
   *     take
   */
  static double number(Path file, int line, String column, String field) throws StageException {
    return number(file, line, column, field, false);
  }

  private static double number(
      Path file, int line, String column, String field, boolean mayBeIgnored)
      throws StageException {
    OptionalDouble number = DecimalNumber.of(field);
    if (number.isEmpty() || !Float.isFinite((float) number.getAsDouble())) {
      throw DatasetDamage.of(
          file,
          "line %d, column '%s' is '%s', which is %s"
              .formatted(
                  line,
                  column,
                  field,
                  number.isEmpty()
                      ? "no number; write decimal digits, such as 12, -0.5 or 1.5e-3"
                          + (mayBeIgnored
                              ? ", or leave a column of texts out with <ignore>"
                                  + column
                                  + "</ignore> in <parameters>"
                              : "")
                      : "larger than float32 can hold (3.4e38)"),
          null);
    }
    return number.getAsDouble();
  }

  /** One file while it is read. */
  private static final class Reading {
    private final Path file;
    private final char delimiter;
    private int line;

    Reading(Path file, char delimiter) {
      this.file = file;
      this.delimiter = delimiter;
    }

    CsvTable table(
        BufferedReader reader, boolean header, @Nullable String label, List<String> ignored)
        throws StageException, IOException {
      List<String> names = List.of();
      int labelColumn = 0;
      int[] numeric = {};
      List<double[]> rows = new ArrayList<>();
      List<String> labels = new ArrayList<>();
      List<Integer> lines = new ArrayList<>();
      for (String text = reader.readLine(); text != null; text = reader.readLine()) {
        line++;
        String content = line == 1 && text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        if (content.isBlank()) {
          continue;
        }
        List<String> fields = fields(content);
        if (names.isEmpty()) {
          names = header ? fields : numbered(fields.size());
          requireThere(ignored, names);
          labelColumn = labelColumn(names, label, ignored);
          numeric = numeric(names, labelColumn, ignored);
          if (header) {
            continue;
          }
        }
        rows.add(numbers(fields, names, numeric));
        labels.add(fields.get(labelColumn));
        lines.add(line);
      }
      if (rows.isEmpty()) {
        throw DatasetDamage.of(file, "it ends at line " + line + " without a row of data", null);
      }
      List<String> columns = Arrays.stream(numeric).mapToObj(names::get).toList();
      return new CsvTable(columns, names.get(labelColumn), rows, labels, lines);
    }

    private void requireThere(List<String> ignored, List<String> names) throws StageException {
      for (String name : ignored) {
        if (!names.contains(name)) {
          throw new StageException(
              "<ignore> in <parameters> of <dataset> has '%s', but %s has only the columns %s; name some of them, separated by commas."
                  .formatted(name, file, names));
        }
      }
    }

    private int[] numeric(List<String> names, int labelColumn, List<String> ignored)
        throws StageException {
      int[] numeric =
          IntStream.range(0, names.size())
              .filter(column -> column != labelColumn && !ignored.contains(names.get(column)))
              .toArray();
      if (numeric.length == 0 || ignored.contains(names.get(labelColumn))) {
        throw new StageException(
            "<ignore> in <parameters> of <dataset> is %s, which leaves %s of the columns %s of %s; ignore fewer."
                .formatted(ignored, numeric.length == 0 ? "no numbers" : "no label", names, file));
      }
      return numeric;
    }

    private int labelColumn(List<String> names, @Nullable String label, List<String> ignored)
        throws StageException {
      if (names.size() < 2) {
        throw DatasetDamage.of(
            file,
            "line %d has one column where numbers and a label are needed; is '%s' the right <delimiter>"
                .formatted(line, delimiter == '\t' ? "tab" : delimiter),
            null);
      }
      int column = label == null ? last(names, ignored) : names.indexOf(label);
      if (column < 0) {
        throw new StageException(
            "<label> in <parameters> of <dataset> is '%s', but %s has only the columns %s; name one of them."
                .formatted(label, file, names));
      }
      return column;
    }

    private static int last(List<String> names, List<String> ignored) {
      int last = names.size() - 1;
      while (last > 0 && ignored.contains(names.get(last))) {
        last--;
      }
      return last;
    }

    private double[] numbers(List<String> fields, List<String> names, int[] numeric)
        throws StageException {
      if (fields.size() != names.size()) {
        throw DatasetDamage.of(
            file,
            "line %d has %d fields, but the first line has %d"
                .formatted(line, fields.size(), names.size()),
            null);
      }
      double[] numbers = new double[numeric.length];
      for (int i = 0; i < numbers.length; i++) {
        int column = numeric[i];
        numbers[i] = number(file, line, names.get(column), fields.get(column), true);
      }
      return numbers;
    }

    private static List<String> numbered(int count) {
      List<String> names = new ArrayList<>();
      for (int i = 1; i <= count; i++) {
        names.add("column" + i);
      }
      return names;
    }

    private List<String> fields(String text) throws StageException {
      List<String> fields = new ArrayList<>();
      StringBuilder field = new StringBuilder();
      boolean quoted = false;
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        if (quoted && c == '"' && i + 1 < text.length() && text.charAt(i + 1) == '"') {
          field.append(c);
          i++;
        } else if (c == '"') {
          quoted = !quoted;
        } else if (c == delimiter && !quoted) {
          fields.add(field.toString().strip());
          field.setLength(0);
        } else {
          field.append(c);
        }
      }
      if (quoted) {
        throw DatasetDamage.of(file, "line " + line + " has a quote that does not end", null);
      }
      fields.add(field.toString().strip());
      return fields;
    }
  }
}

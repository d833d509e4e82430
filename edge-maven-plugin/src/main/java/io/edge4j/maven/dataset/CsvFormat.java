package io.edge4j.maven.dataset;

import io.edge4j.maven.stage.Digest;
import io.edge4j.maven.stage.Progress;
import io.edge4j.maven.stage.StageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A table of numbers with a label column: classes, or a value to predict. Each column is
 * standardised by its mean and standard deviation over the training rows; the figures stay in the
 * dataset's scaling.
 */
final class CsvFormat implements DatasetFormat {
  static final String TYPE = "csv";

  private static final String FILE = "file";
  private static final String LABEL = "label";
  private static final String HEADER = "header";
  private static final String DELIMITER = "delimiter";
  private static final String TEST_SHARE = "testShare";
  private static final int MOST_CLASSES = 10_000;

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public List<String> parameters() {
    return List.of(FILE, LABEL, HEADER, DELIMITER, Task.PARAMETER, TEST_SHARE);
  }

  @Override
  public void validate(DatasetSpec spec) throws StageException, IOException {
    Parameters parameters = spec.options();
    delimiter(parameters);
    parameters.flag(HEADER, true);
    Task.of(parameters);
    testShare(parameters);
    file(spec);
  }

  @Override
  public Dataset open(DatasetSpec spec, Progress progress) throws StageException, IOException {
    Parameters parameters = spec.options();
    Path file = file(spec);
    CsvTable table =
        CsvTable.read(
            file,
            delimiter(parameters),
            parameters.flag(HEADER, true),
            parameters.has(LABEL) ? parameters.text(LABEL, "") : null);
    String name = "csv (" + file.getFileName() + ")";
    double testShare = testShare(parameters);
    if (Task.of(parameters) == Task.REGRESSION) {
      return Table.ofValues(name, table, values(file, table), testShare, spec.seed());
    }
    return Table.ofClasses(name, table, classes(file, table), testShare, spec.seed());
  }

  @Override
  public void addSource(DatasetSpec spec, Digest digest) throws StageException, IOException {
    spec.parameters().forEach((name, value) -> digest.add(name).add(value));
    Path file = file(spec);
    digest.add("seed " + spec.seed()).add(file.getFileName().toString()).add(file);
  }

  private static double testShare(Parameters parameters) throws StageException {
    return parameters.number(TEST_SHARE, 0.2, 0.01, 0.9);
  }

  private static char delimiter(Parameters parameters) throws StageException {
    return switch (parameters.text(DELIMITER, ",")) {
      case "," -> ',';
      case ";" -> ';';
      case "|" -> '|';
      case "tab" -> '\t';
      default -> throw parameters.refused(DELIMITER, "one of , ; | tab", null);
    };
  }

  private static Path file(DatasetSpec spec) throws StageException, IOException {
    Path directory = spec.directory();
    if (directory == null || !Files.isDirectory(directory)) {
      throw new StageException(
          "<directory> of <dataset> (edge.dataset.directory) is %s; <type> 'csv' (edge.dataset) wants the folder that holds the .csv file."
              .formatted(
                  directory == null ? "missing" : "'" + directory + "', which is no folder"));
    }
    List<Path> tables;
    try (Stream<Path> files = Files.list(directory)) {
      tables = files.filter(CsvFormat::isCsv).sorted().toList();
    }
    if (spec.options().has(FILE)) {
      String wanted = spec.options().text(FILE, "");
      return Stream.concat(tables.stream(), Stream.of(directory.resolve(wanted)))
          .filter(file -> file.getFileName().toString().equals(wanted) && Files.isRegularFile(file))
          .findFirst()
          .orElseThrow(
              () -> spec.options().refused(FILE, "a file in " + directory + ": " + tables, null));
    }
    if (tables.size() != 1) {
      throw new StageException(
          "<directory> of <dataset> (edge.dataset.directory) is '%s', which holds %d .csv files; leave one there, or name it in <file> in <parameters> of <dataset>."
              .formatted(directory, tables.size()));
    }
    return tables.get(0);
  }

  private static boolean isCsv(Path file) {
    return Files.isRegularFile(file)
        && file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".csv");
  }

  private static List<String> classes(Path file, CsvTable table) throws StageException {
    TreeSet<String> names = new TreeSet<>(CsvFormat::byNumberThenText);
    for (int i = 0; i < table.size(); i++) {
      if (table.label(i).isEmpty()) {
        throw DatasetDamage.of(file, "line " + table.line(i) + " has no label", null);
      }
      names.add(table.label(i));
    }
    if (names.size() < 2 || names.size() > MOST_CLASSES) {
      throw DatasetDamage.of(
          file,
          "its label column has %d different values, but 2 to %d classes are possible; is it a value to predict (<task>regression</task>), or another column (<label>)?"
              .formatted(names.size(), MOST_CLASSES),
          null);
    }
    return List.copyOf(names);
  }

  /** 2 before 10, and numbers before words. */
  private static int byNumberThenText(String a, String b) {
    boolean numbers = a.matches("\\d{1,9}") && b.matches("\\d{1,9}");
    int byNumber = numbers ? Integer.compare(Integer.parseInt(a), Integer.parseInt(b)) : 0;
    return byNumber != 0 ? byNumber : a.compareTo(b);
  }

  private static List<Float> values(Path file, CsvTable table) throws StageException {
    List<Float> values = new ArrayList<>();
    for (int i = 0; i < table.size(); i++) {
      try {
        values.add(Float.parseFloat(table.label(i)));
      } catch (NumberFormatException e) {
        throw notFinite(file, table, i, e);
      }
      if (!Float.isFinite(values.get(i))) {
        throw notFinite(file, table, i, null);
      }
    }
    return values;
  }

  private static StageException notFinite(Path file, CsvTable table, int row, Exception cause) {
    return DatasetDamage.of(
        file,
        "line %d has the value to predict '%s', which is no finite number"
            .formatted(table.line(row), table.label(row)),
        cause);
  }
}

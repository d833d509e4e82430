package io.edge4j.maven.dataset;

import io.edge4j.maven.stage.Digest;
import io.edge4j.maven.stage.Progress;
import io.edge4j.maven.stage.StageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A table of numbers with a label column: classes, or a value to predict. Samples are rows as they
 * stand in the file, in float32. A model that is trained on them standardises each column by its
 * mean and standard deviation over the training rows, unless the pom says otherwise; for a model
 * that was brought along the pom can ask for rows that are standardised already.
 */
final class CsvFormat implements DatasetFormat {
  static final String TYPE = "csv";

  private static final String FILE = "file";
  private static final String LABEL = "label";
  private static final String HEADER = "header";
  private static final String IGNORE = "ignore";
  private static final String DELIMITER = "delimiter";
  private static final String TEST_SHARE = "testShare";
  private static final String STANDARDISE = "standardise";

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public List<String> parameters() {
    return List.of(FILE, LABEL, IGNORE, HEADER, DELIMITER, Task.PARAMETER, STANDARDISE, TEST_SHARE);
  }

  @Override
  public void validate(DatasetSpec spec) throws StageException, IOException {
    Parameters parameters = spec.options();
    delimiter(parameters);
    parameters.flag(HEADER, true);
    Task.of(parameters);
    columns(spec);
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
            parameters.has(LABEL) ? parameters.text(LABEL, "") : null,
            parameters.texts(IGNORE));
    for (int c = 0; c < table.columns().size(); c++) {
      int column = c;
      Float32Resolution.require(
          file, table.columns().get(c), table.size(), i -> table.row(i)[column]);
    }
    String name = "csv (" + file.getFileName() + ")";
    double testShare = testShare(parameters);
    if (Task.of(parameters) == Task.REGRESSION) {
      return TableDataset.ofValues(
          name, table, values(file, table), columns(spec), testShare, spec.seed());
    }
    ClassColumn classes = ClassColumn.of(file, table, parameters.has(Task.PARAMETER));
    return TableDataset.ofClasses(name, table, classes, columns(spec), testShare, spec.seed());
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

  private static TableDataset.Columns columns(DatasetSpec spec) throws StageException {
    boolean brought = spec.forBroughtModel();
    if (!spec.options().flag(STANDARDISE, !brought)) {
      return TableDataset.Columns.RAW;
    }
    return brought
        ? TableDataset.Columns.STANDARDISED
        : TableDataset.Columns.STANDARDISED_BY_THE_MODEL;
  }

  private static double[] values(Path file, CsvTable table) throws StageException {
    double[] values = new double[table.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = CsvTable.number(file, table.line(i), table.labelColumn(), table.label(i));
    }
    Float32Resolution.require(file, table.labelColumn(), values.length, i -> values[i]);
    return values;
  }
}

package io.edge4j.maven.dataset;

import io.edge4j.maven.stage.Digest;
import io.edge4j.maven.stage.StageException;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** A dataset of rows of numbers. */
record TableDataset(
    String name,
    String fingerprint,
    List<String> classNames,
    List<String> columns,
    List<Spread> columnSpreads,
    Optional<Spread> targetSpread,
    Samples train,
    Samples test)
    implements Dataset {

  /** What is done about columns of different sizes. */
  enum Columns {
    /** They stay as they are. */
    RAW,
    /** Samples are raw, and the network that learns from them is to standardise them itself. */
    STANDARDISED_BY_THE_MODEL,
    /** Samples come standardised. */
    STANDARDISED
  }

  /** With a class for each row. */
  static TableDataset ofClasses(
      String name,
      CsvTable table,
      ClassColumn classes,
      Columns columns,
      double testShare,
      long seed)
      throws StageException {
    double[] labels = classes.classes().stream().mapToDouble(Integer::doubleValue).toArray();
    TestSplit split = TestSplit.of(classes.classes(), testShare, seed);
    return of(name, table, classes.names(), labels, columns, split);
  }

  /** With a value to predict for each row. */
  static TableDataset ofValues(
      String name, CsvTable table, double[] values, Columns columns, double testShare, long seed)
      throws StageException {
    List<Integer> oneClass = Collections.nCopies(values.length, 0);
    return of(name, table, List.of(), values, columns, TestSplit.of(oneClass, testShare, seed));
  }

  private static TableDataset of(
      String name,
      CsvTable table,
      List<String> classes,
      double[] targets,
      Columns columns,
      TestSplit split)
      throws StageException {
    split.requireBoth(name);
    boolean hasClasses = !classes.isEmpty();
    int[] trained = split.train();
    List<Spread> spreads = columns == Columns.RAW ? List.of() : spreads(table, trained);
    List<Spread> applied = columns == Columns.STANDARDISED ? spreads : List.of();
    Samples train = new Rows(table, targets, trained, hasClasses);
    Samples test = new Rows(table, targets, split.test(), hasClasses);
    return new TableDataset(
        name,
        fingerprint(table, classes, targets, applied, split),
        classes,
        table.columns(),
        columns == Columns.STANDARDISED_BY_THE_MODEL ? spreads : List.of(),
        hasClasses
            ? Optional.empty()
            : Optional.of(Spread.ofTarget(trained.length, i -> targets[trained[i]])),
        applied.isEmpty() ? train : new StandardisedSamples(train, applied, Optional.empty()),
        applied.isEmpty() ? test : new StandardisedSamples(test, applied, Optional.empty()));
  }

  private static List<Spread> spreads(CsvTable table, int[] rows) {
    return IntStream.range(0, table.columns().size())
        .mapToObj(column -> Spread.ofColumn(rows.length, i -> table.row(rows[i])[column]))
        .toList();
  }

  private static String fingerprint(
      CsvTable table,
      List<String> classes,
      double[] targets,
      List<Spread> applied,
      TestSplit split) {
    Digest digest = new Digest().add(table.columns().toString()).add(classes.toString());
    digest.add(applied.toString());
    for (int[] indices : List.of(split.train(), split.test())) {
      digest.add(Integer.toString(indices.length));
      for (int index : indices) {
        ByteBuffer bytes = ByteBuffer.allocate((table.columns().size() + 1) * Double.BYTES);
        bytes.asDoubleBuffer().put(table.row(index)).put(targets[index]);
        digest.add(bytes.array());
      }
    }
    return digest.toString();
  }

  @Override
  public long[] sampleShape() {
    return new long[] {columns.size()};
  }

  /** Some of the table's rows, as they stand in the file. */
  private static final class Rows implements Samples {
    private final CsvTable table;
    private final double[] targets;
    private final int[] indices;
    private final boolean classes;

    Rows(CsvTable table, double[] targets, int[] indices, boolean classes) {
      this.table = table;
      this.targets = targets;
      this.indices = indices;
      this.classes = classes;
    }

    @Override
    public int size() {
      return indices.length;
    }

    @Override
    public int label(int index) {
      if (!classes) {
        throw new UnsupportedOperationException("rows have a value to predict, and no class");
      }
      return (int) targets[indices[index]];
    }

    @Override
    public float target(int index) {
      return (float) targets[indices[index]];
    }

    @Override
    public void copyTo(int index, float[] target, int offset) {
      double[] row = table.row(indices[index]);
      for (int c = 0; c < row.length; c++) {
        target[offset + c] = (float) row[c];
      }
    }
  }
}

package io.edge4j.maven.dataset;

import io.edge4j.maven.dataset.Scaling.Column;
import io.edge4j.maven.stage.Digest;
import io.edge4j.maven.stage.StageException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A dataset of rows of numbers, standardised column by column. */
record Table(
    String name,
    String fingerprint,
    List<String> classNames,
    Scaling scaling,
    Samples train,
    Samples test)
    implements Dataset {

  /** With a class for each row. */
  static Table ofClasses(
      String name, CsvTable table, List<String> classes, double testShare, long seed)
      throws StageException {
    List<Integer> labels = new ArrayList<>();
    List<Float> targets = new ArrayList<>();
    for (int i = 0; i < table.size(); i++) {
      labels.add(classes.indexOf(table.label(i)));
      targets.add((float) labels.get(i));
    }
    return of(name, table, classes, targets, TestSplit.of(labels, testShare, seed));
  }

  /** With a value to predict for each row. */
  static Table ofValues(
      String name, CsvTable table, List<Float> values, double testShare, long seed)
      throws StageException {
    List<Integer> oneClass = Collections.nCopies(values.size(), 0);
    return of(name, table, List.of(), values, TestSplit.of(oneClass, testShare, seed));
  }

  private static Table of(
      String name, CsvTable table, List<String> classes, List<Float> targets, TestSplit split)
      throws StageException {
    split.requireBoth(name);
    List<Column> columns = standardisation(table, split.train());
    Digest digest = new Digest().add(table.columns().toString()).add(classes.toString());
    Samples train = new Rows(table, columns, targets, split.train(), !classes.isEmpty());
    Samples test = new Rows(table, columns, targets, split.test(), !classes.isEmpty());
    for (int[] indices : List.of(split.train(), split.test())) {
      digest.add(Integer.toString(indices.length));
      for (int index : indices) {
        ByteBuffer bytes = ByteBuffer.allocate((columns.size() + 1) * Float.BYTES);
        bytes.asFloatBuffer().put(table.row(index)).put(targets.get(index));
        digest.add(bytes.array());
      }
    }
    return new Table(name, digest.toString(), classes, Scaling.of(columns), train, test);
  }

  /** A column that never changes gets a deviation of 1: it becomes 0, not NaN. */
  private static List<Column> standardisation(CsvTable table, int[] rows) {
    List<Column> columns = new ArrayList<>();
    for (int c = 0; c < table.columns().size(); c++) {
      double sum = 0;
      for (int row : rows) {
        sum += table.row(row)[c];
      }
      double mean = sum / rows.length;
      double squares = 0;
      for (int row : rows) {
        double difference = table.row(row)[c] - mean;
        squares += difference * difference;
      }
      double deviation = Math.sqrt(squares / rows.length);
      columns.add(new Column(table.columns().get(c), mean, deviation > 0 ? deviation : 1));
    }
    return columns;
  }

  @Override
  public long[] sampleShape() {
    return new long[] {scaling.columns().size()};
  }

  /** Some of the table's rows. */
  private static final class Rows implements Samples {
    private final CsvTable table;
    private final List<Column> columns;
    private final List<Float> targets;
    private final int[] indices;
    private final boolean classes;

    Rows(
        CsvTable table, List<Column> columns, List<Float> targets, int[] indices, boolean classes) {
      this.table = table;
      this.columns = columns;
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
      return targets.get(indices[index]).intValue();
    }

    @Override
    public float target(int index) {
      return targets.get(indices[index]);
    }

    @Override
    public void copyTo(int index, float[] target, int offset) {
      float[] row = table.row(indices[index]);
      for (int c = 0; c < row.length; c++) {
        Column column = columns.get(c);
        target[offset + c] = (float) ((row[c] - column.mean()) / column.std());
      }
    }
  }
}

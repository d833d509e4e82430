package io.edge4j.maven.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.edge4j.maven.stage.StageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvFormatTest {
  @TempDir Path folder;

  @Test
  void standardisesEachColumnAndKeepsItsFigures() throws Exception {
    StringBuilder text = new StringBuilder("length,width,constant,kind\n");
    for (int i = 0; i < 100; i++) {
      text.append(i).append(',').append(1000 + 10 * i).append(",7,");
      text.append(i % 2 == 0 ? "even" : "odd").append('\n');
    }
    Dataset table = open(text.toString(), Map.of());
    assertThat(table.name()).isEqualTo("csv (table.csv)");
    assertThat(table.classNames()).containsExactly("even", "odd");
    assertThat(table.sampleShape()).containsExactly(3);
    assertThat(table.train().size()).isEqualTo(80);
    assertThat(table.test().size()).isEqualTo(20);
    assertThat(table.scaling().columns())
        .extracting(Scaling.Column::name)
        .containsExactly("length", "width", "constant");
    double[] sums = new double[3];
    double[] squares = new double[3];
    float[] row = new float[3];
    for (int i = 0; i < 80; i++) {
      table.train().copyTo(i, row, 0);
      for (int c = 0; c < 3; c++) {
        sums[c] += row[c];
        squares[c] += row[c] * row[c];
      }
    }
    assertThat(sums).contains(new double[] {0, 0, 0}, within(1e-4));
    assertThat(squares).contains(new double[] {80, 80, 0}, within(1e-3));
    Scaling.Column width = table.scaling().columns().get(1);
    table.test().copyTo(0, row, 0);
    double raw = row[1] * width.std() + width.mean();
    assertThat(raw).isCloseTo(10 * Math.rint(raw / 10), within(0.01)).isBetween(999.0, 1991.0);
  }

  @Test
  void theLabelColumnIsNamed() throws Exception {
    Dataset table =
        open("class;x\n10;1\n2;2\n10;3\n2;4\n", Map.of("label", "class", "delimiter", ";"));
    assertThat(table.classNames()).containsExactly("2", "10");
    assertThat(table.scaling().columns().get(0).name()).isEqualTo("x");
  }

  @Test
  void withoutHeaderColumnsAreNumbered() throws Exception {
    Dataset table = open("1,2,a\n3,4,b\n5,6,a\n7,8,b\n", Map.of("header", "false"));
    assertThat(table.scaling().columns())
        .extracting(Scaling.Column::name)
        .containsExactly("column1", "column2");
    assertThat(table.train().size() + table.test().size()).isEqualTo(4);
  }

  @Test
  void quotesMayHoldTheDelimiter() throws Exception {
    Dataset table = open("x,kind\n1,\"a, \"\"b\"\"\"\n2,c\n3,c\n4,\"a, \"\"b\"\"\"\n", Map.of());
    assertThat(table.classNames()).containsExactly("a, \"b\"", "c");
  }

  @Test
  void regressionHasValuesAndNoClasses() throws Exception {
    Dataset table = open("x,y\n1,1.5\n2,2.5\n3,3.5\n4,4.5\n", Map.of("task", "regression"));
    assertThat(table.hasClasses()).isFalse();
    assertThat(table.test().target(0)).isIn(1.5f, 2.5f, 3.5f, 4.5f);
    assertThatThrownBy(() -> table.test().label(0))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void aFieldThatIsNoNumberIsNamedWithLineAndColumn() {
    assertRefused("x,kind\n1,a\nfive,b\n", Map.of(), "table.csv", "line 3", "column 'x'", "'five'");
    assertRefused("x,kind\n1,a\n,b\n", Map.of(), "line 3", "column 'x'", "''");
    assertRefused("x,kind\nNaN,a\n2,b\n", Map.of(), "line 2", "'NaN'");
  }

  @Test
  void aShortLineIsNamed() {
    assertRefused("x,y,kind\n1,2,a\n3,b\n", Map.of(), "line 3 has 2 fields", "has 3");
  }

  @Test
  void aQuoteThatDoesNotEndIsNamed() {
    assertRefused("x,kind\n1,\"a\n2,b\n", Map.of(), "line 2", "quote");
  }

  @Test
  void anEmptyFileIsRefused() {
    assertRefused("", Map.of(), "without a row of data");
    assertRefused("x,kind\n", Map.of(), "without a row of data");
  }

  @Test
  void oneClassIsNotEnough() {
    assertRefused("x,kind\n1,a\n2,a\n", Map.of(), "1 different values", "regression");
  }

  @Test
  void anUnknownLabelColumnListsTheColumns() {
    assertRefused("x,kind\n1,a\n2,b\n", Map.of("label", "y"), "<label>", "'y'", "[x, kind]");
  }

  @Test
  void aWrongDelimiterIsSuspected() {
    assertRefused("x;kind\n1;a\n2;b\n", Map.of(), "one column", "<delimiter>");
  }

  @Test
  void aValueToPredictThatIsNoNumberIsNamed() {
    assertRefused("x,y\n1,2\n2,high\n", Map.of("task", "regression"), "line 3", "'high'");
  }

  @Test
  void twoTablesNeedAName() throws Exception {
    Files.writeString(folder.resolve("other.csv"), "x,kind\n1,a\n2,b\n");
    assertRefused("x,kind\n1,a\n2,b\n", Map.of(), "2 .csv files", "<file>");
    assertRefused("x,kind\n1,a\n2,b\n", Map.of("file", "third.csv"), "<file>", "'third.csv'");
  }

  private Dataset open(String text, Map<String, String> parameters)
      throws StageException, IOException {
    Files.writeString(folder.resolve("table.csv"), text);
    return Datasets.open(new DatasetSpec("csv", folder, 42, parameters));
  }

  private void assertRefused(String text, Map<String, String> parameters, String... parts) {
    assertThatThrownBy(() -> open(text, parameters))
        .isInstanceOf(StageException.class)
        .hasMessageContainingAll(parts);
  }
}

package io.edge4j.maven.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.edge4j.maven.stage.StageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvFormatTest {
  private static final String LENGTHS = lengths();

  @TempDir Path folder;

  @Test
  void samplesAreTheRowsAsTheyStandInTheFile() throws Exception {
    Dataset table = open(LENGTHS, Map.of());
    assertThat(table.name()).isEqualTo("csv (table.csv)");
    assertThat(table.classNames()).containsExactly("even", "odd");
    assertThat(table.sampleShape()).containsExactly(3);
    assertThat(table.train().size()).isEqualTo(80);
    assertThat(table.test().size()).isEqualTo(20);
    assertThat(table.columns()).containsExactly("length", "width", "constant");
    float[] row = new float[3];
    for (int i = 0; i < 20; i++) {
      table.test().copyTo(i, row, 0);
      assertThat(row).containsExactly(row[0], 1000 + 10 * row[0], 7);
      assertThat(table.classNames().get(table.test().label(i)))
          .isEqualTo(row[0] % 2 == 0 ? "even" : "odd");
    }
  }

  @Test
  void aModelThatIsTrainedStandardisesByTheRowsThatItIsTrainedOn() throws Exception {
    Dataset table = open(LENGTHS, Map.of());
    List<Spread> spreads = table.columnSpreads();
    double[] sums = new double[3];
    double[] squares = new double[3];
    for (float[] row : rows(table.train(), 3)) {
      for (int c = 0; c < 3; c++) {
        float standardised = spreads.get(c).standardise(row[c]);
        sums[c] += standardised;
        squares[c] += standardised * standardised;
      }
    }
    assertThat(sums).contains(new double[] {0, 0, 0}, within(1e-4));
    assertThat(squares).contains(new double[] {80, 80, 0}, within(1e-3));
    assertThat(spreads.get(2)).isEqualTo(new Spread(7, 1));
  }

  @Test
  void figuresAreTakenInDoublePrecision() throws Exception {
    StringBuilder text = new StringBuilder("level,kind\n");
    for (int i = 0; i < 1000; i++) {
      text.append("1000000.0625,a\n1000000.1875,b\n");
    }
    Spread level = open(text.toString(), Map.of()).columnSpreads().get(0);
    assertThat(level.mean()).isCloseTo(1000000.125, within(1e-9));
    assertThat(level.std()).isCloseTo(0.0625, within(1e-9));
  }

  @Test
  void ignoredColumnsMayHoldAnything() throws Exception {
    String people = "id,length,name,kind,note\n".concat("7,1,Ada,a,x\n8,2,Bob,b,y\n".repeat(20));
    Dataset table = open(people, Map.of("ignore", "id, name,note"));
    assertThat(table.columns()).containsExactly("length");
    assertThat(table.classNames()).containsExactly("a", "b");
    assertRefused(
        people,
        Map.of("label", "kind", "ignore", "id"),
        "line 2, column 'name' is 'Ada', which is no number",
        "<ignore>name</ignore>");
  }

  @Test
  void whatIsIgnoredHasToBeThereAndToLeaveSomething() {
    assertRefused(LENGTHS, Map.of("ignore", "height"), "<ignore>", "'height'", "width");
    assertRefused(LENGTHS, Map.of("ignore", "length,width,constant"), "<ignore>", "no numbers");
    assertRefused(
        LENGTHS, Map.of("label", "width", "ignore", "width"), "<ignore>", "leaves no label");
  }

  @Test
  void aValueToPredictIsNeverAdvisedToBeLeftOut() {
    assertThatThrownBy(() -> open("size,price\n1,2\n2,dear\n", Map.of("task", "regression")))
        .hasMessageContaining("column 'price' is 'dear', which is no number")
        .hasMessageNotContaining("<ignore>");
  }

  @Test
  void standardisingCanBeLeftOut() throws Exception {
    Dataset table = open(LENGTHS, Map.of("standardise", "false"));
    assertThat(table.columnSpreads()).isEmpty();
    assertThat(table.columns()).containsExactly("length", "width", "constant");
    assertRefused(LENGTHS, Map.of("standardise", "maybe"), "<standardise>", "'maybe'");
  }

  @Test
  void aModelThatWasBroughtAlongGetsRawColumnsUnlessThePomSaysOtherwise() throws Exception {
    Dataset raw = Datasets.open(spec(LENGTHS, Map.of()).withBroughtModel());
    assertThat(raw.columnSpreads()).isEmpty();
    assertThat(rows(raw.test(), 3)).allSatisfy(row -> assertThat(row[1]).isBetween(1000f, 1990f));

    Dataset asked = Datasets.open(spec(LENGTHS, Map.of("standardise", "true")).withBroughtModel());
    assertThat(asked.columnSpreads()).isEmpty();
    assertThat(rows(asked.test(), 3)).allSatisfy(row -> assertThat(row[1]).isBetween(-2f, 2f));
    assertThat(asked.fingerprint()).isNotEqualTo(raw.fingerprint());
  }

  @Test
  void theLabelColumnIsNamed() throws Exception {
    Dataset table =
        open("class;x\n10;1\n2;2\n10;3\n2;4\n", Map.of("label", "class", "delimiter", ";"));
    assertThat(table.classNames()).containsExactly("2", "10");
    assertThat(table.columns()).containsExactly("x");
  }

  @Test
  void withoutHeaderColumnsAreNumbered() throws Exception {
    Dataset table = open("1,2,a\n3,4,b\n5,6,a\n7,8,b\n", Map.of("header", "false"));
    assertThat(table.columns()).containsExactly("column1", "column2");
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
  void theSpreadOfTheValuesToPredictIsThatOfTheTrainingRows() throws Exception {
    StringBuilder text = new StringBuilder("x,y\n");
    for (int i = 0; i < 100; i++) {
      text.append(i).append(',').append(300_000 + 1000 * i).append('\n');
    }
    Dataset table = open(text.toString(), Map.of("task", "regression"));
    Samples train = table.train();
    double mean = IntStream.range(0, 80).mapToDouble(train::target).average().orElseThrow();
    assertThat(table.targetSpread().orElseThrow().mean()).isCloseTo(mean, within(1e-6));
    assertThat(table.targetSpread().orElseThrow().std()).isBetween(20_000.0, 40_000.0);
  }

  @Test
  void equalValuesToPredictHaveASpreadToDivideBy() throws Exception {
    Dataset table = open("x,y\n1,0.1\n2,0.1\n3,0.1\n4,0.1\n", Map.of("task", "regression"));
    assertThat(table.targetSpread()).contains(new Spread(0.1, 1e-4));
  }

  @Test
  void aFieldThatIsNoNumberIsNamedWithLineAndColumn() {
    assertRefused("x,kind\n1,a\nfive,b\n", Map.of(), "table.csv", "line 3", "column 'x'", "'five'");
    assertRefused("x,kind\n1,a\n,b\n", Map.of(), "line 3", "column 'x'", "''");
  }

  @ParameterizedTest
  @ValueSource(strings = {"12d", "3f", "0x1p3", "NaN", "Infinity", "-Infinity", "1,5", "1e", "."})
  void whatOnlyJavaCallsANumberIsNone(String field) {
    assertRefused(
        "x,kind\n\"" + field + "\",a\n2,b\n",
        Map.of(),
        "table.csv",
        "line 2",
        "column 'x'",
        "'" + field + "'",
        "no number");
  }

  @ParameterizedTest
  @CsvSource({"12,12", "-0.5,-0.5", "+3,3", ".25,0.25", "7.,7", "1.5e-3,0.0015", "2E+2,200"})
  void decimalDigitsWithOrWithoutAnExponentAreANumber(String field, float number) throws Exception {
    Dataset table = open("x,kind\n" + field + ",a\n" + field + ",b\n8,a\n9,b\n", Map.of());
    assertThat(rows(table.train(), 1)).extracting(row -> row[0]).containsAnyOf(number, 8f, 9f);
    assertThat(DecimalNumber.of(field)).hasValue(Double.parseDouble(field));
  }

  @Test
  void aNumberBeyondFloat32IsRefused() {
    assertRefused("x,kind\n1e39,a\n2,b\n", Map.of(), "line 2", "'1e39'", "larger", "3.4e38");
  }

  @Test
  void secondsSince1970ThatFloat32MakesOneAreRefused() {
    StringBuilder text = new StringBuilder("time,kind\n");
    for (int i = 0; i < 100; i++) {
      text.append(1_700_000_000L + i).append(i % 2 == 0 ? ",a\n" : ",b\n");
    }
    assertRefused(
        text.toString(),
        Map.of(),
        "column 'time'",
        "100 different numbers become 2",
        "1700000000 and 1700000001 become one",
        "subtract an offset, such as 1700000000");
  }

  @Test
  void valuesToPredictThatFloat32MakesOneAreRefused() {
    assertRefused(
        "x,time\n1,1700000000\n2,1700000001\n3,1700000002\n",
        Map.of("task", "regression"),
        "column 'time'",
        "3 different numbers become 1");
  }

  @Test
  void harmlessRoundingIsNot() throws Exception {
    StringBuilder text = new StringBuilder("tenth,hour,precise,kind\n");
    Random random = new Random(1);
    for (int i = 0; i < 4000; i++) {
      text.append("0.").append(i % 10).append(',').append(1_700_000_000L + 3600L * i);
      // 4,000 of some 13,000 float32 numbers: a few meet, though each step is tiny.
      text.append(',')
          .append(151.1 + 0.2 * random.nextDouble())
          .append(i % 2 == 0 ? ",a\n" : ",b\n");
    }
    assertThat(open(text.toString(), Map.of()).columns()).hasSize(3);
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
  void labelsThatAreOneNumberAreOneClass() throws Exception {
    Dataset table = open("x,kind\n1,1\n2,1.0\n3,2.50\n4,2.5\n5,10\n6,007\n", Map.of());
    assertThat(table.classNames()).containsExactly("1", "2.5", "10", "007");
  }

  @Test
  void labelsThatLookLikeValuesToPredictAreAskedAbout() throws Exception {
    StringBuilder text = new StringBuilder("x,price\n");
    for (int i = 0; i < 300; i++) {
      text.append(i).append(',').append(i % 150 + 0.5).append('\n');
    }
    assertRefused(
        text.toString(),
        Map.of(),
        "label column 'price'",
        "150 different numbers",
        "<task>regression</task>",
        "<task>classification</task>");
    assertThat(open(text.toString(), Map.of("task", "classification")).classNames()).hasSize(150);
    assertThat(open(text.toString().replace(".5", "th"), Map.of()).classNames()).hasSize(150);
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
    assertRefused(
        "x,y\n1,2\n2,high\n", Map.of("task", "regression"), "line 3", "column 'y'", "'high'");
    assertRefused("x,y\n1,2\n2,NaN\n", Map.of("task", "regression"), "line 3", "'NaN'");
  }

  @Test
  void twoTablesNeedAName() throws Exception {
    Files.writeString(folder.resolve("other.csv"), "x,kind\n1,a\n2,b\n");
    assertRefused("x,kind\n1,a\n2,b\n", Map.of(), "2 .csv files", "<file>");
    assertRefused("x,kind\n1,a\n2,b\n", Map.of("file", "third.csv"), "<file>", "'third.csv'");
  }

  private Dataset open(String text, Map<String, String> parameters)
      throws StageException, IOException {
    return Datasets.open(spec(text, parameters));
  }

  private DatasetSpec spec(String text, Map<String, String> parameters) throws IOException {
    Files.writeString(folder.resolve("table.csv"), text);
    return new DatasetSpec("csv", folder, 42, parameters);
  }

  private static List<float[]> rows(Samples samples, int columns) {
    List<float[]> rows = new ArrayList<>();
    for (int i = 0; i < samples.size(); i++) {
      float[] row = new float[columns];
      samples.copyTo(i, row, 0);
      rows.add(row);
    }
    return rows;
  }

  private static String lengths() {
    StringBuilder text = new StringBuilder("length,width,constant,kind\n");
    for (int i = 0; i < 100; i++) {
      text.append(i).append(',').append(1000 + 10 * i).append(",7,");
      text.append(i % 2 == 0 ? "even" : "odd").append('\n');
    }
    return text.toString();
  }

  private void assertRefused(String text, Map<String, String> parameters, String... parts) {
    assertThatThrownBy(() -> open(text, parameters))
        .isInstanceOf(StageException.class)
        .hasMessageContainingAll(parts);
  }
}

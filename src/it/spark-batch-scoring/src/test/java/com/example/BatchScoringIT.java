package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.edge4j.maven.dataset.DatasetSpec;
import io.edge4j.maven.dataset.Datasets;
import io.edge4j.maven.dataset.Samples;
import io.edge4j.runtime.Predictor;
import io.edge4j.runtime.batch.ModelReference;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** What it prints are the figures of docs/spark.md; they stay in target/figures.txt. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BatchScoringIT {
  private static final int RECORDS = Integer.getInteger("edge.spark.records");
  private static final Path IMAGES = Submission.TARGET.resolve("images");
  private static final Path FIGURES = Submission.TARGET.resolve("figures.txt");

  /** Records that no model can take, and the reasons that are expected. */
  private static final int SHORT = 17;

  private static final int NAN = 1_234;
  private static final int NULL = RECORDS - 1;
  private static final int POISONED = 3;

  private static SparkSession spark;

  /** The label that a bare loop in this JVM finds for each record; null for a poisoned one. */
  private static final String[] EXPECTED = new String[RECORDS];

  @BeforeAll
  static void writesImagesAndScoresThemInOneJvm() throws Exception {
    Files.deleteIfExists(FIGURES);
    spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .getOrCreate();
    float[][] samples = samples();
    write(samples);
    Predictor predictor = ModelReference.ofResource("META-INF/edge/garments.onnx").predictor();
    for (int id = 0; id < RECORDS; id++) {
      EXPECTED[id] =
          id == SHORT || id == NAN || id == NULL
              ? null
              : predictor.predict(samples[id % samples.length]).label();
    }
  }

  private static float[][] samples() throws Exception {
    String type = System.getProperty("edge.dataset");
    String folder = System.getProperty("edge.dataset.directory");
    Path directory = folder.isEmpty() ? null : Path.of(folder);
    Samples test = Datasets.open(new DatasetSpec(type, directory, 42)).test();
    float[][] samples = new float[test.size()][784];
    for (int i = 0; i < samples.length; i++) {
      test.copyTo(i, samples[i], 0);
    }
    figure("data", "%s, %d images repeated to %d records", type, samples.length, RECORDS);
    return samples;
  }

  private static void write(float[][] samples) throws IOException {
    MapFunction<Long, Image> image =
        id -> {
          Image made = new Image();
          made.setId(id);
          made.setPixels(pixels(samples, id.intValue()));
          return made;
        };
    Submission.deleteTree(IMAGES);
    spark
        .range(0, RECORDS, 1, 8)
        .map(image, Encoders.bean(Image.class))
        .write()
        .parquet(IMAGES.toString());
  }

  private static float[] pixels(float[][] samples, int id) {
    float[] sample = samples[id % samples.length];
    if (id == SHORT) {
      return new float[783];
    }
    if (id == NAN) {
      float[] poisoned = sample.clone();
      poisoned[5] = Float.NaN;
      return poisoned;
    }
    return id == NULL ? null : sample;
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @Order(1)
  @Test
  void twoExecutorsFindTheLabelsOfOneJvmAndOpenTheModelOnceEach() throws Exception {
    Path output = output("many-partitions");
    try (Submission job =
        new Submission(
            "many-partitions", BatchScoring.class, 2, IMAGES.toString(), output.toString(), "0")) {
      job.await();
      figure("many partitions", "%.0f s, %s MB", job.seconds(), job.peaks().values());
      requireEveryLabel(output);
      List<String> executors = job.executorLogs();
      assertEquals(2, executors.size());
      for (String executor : executors) {
        assertEquals(1, predictors(executor).size(), executor);
      }
      figure("models opened", "1 in each of %d executors", executors.size());
    }
  }

  @Order(4)
  @Test
  void onePartitionOfEverythingNeedsNoMoreMemory() throws Exception {
    Path output = output("one-partition");
    try (Submission job =
        new Submission(
            "one-partition", BatchScoring.class, 1, IMAGES.toString(), output.toString(), "1")) {
      job.await();
      figure("one partition", "%.0f s, %s MB", job.seconds(), job.peaks().values());
      requireEveryLabel(output);
    }
  }

  @Order(3)
  @Test
  void anExecutorKilledInTheMiddleCostsNoRecord() throws Exception {
    Path output = output("killed-executor");
    try (Submission job =
        new Submission(
            "killed-executor", BatchScoring.class, 2, IMAGES.toString(), output.toString(), "0")) {
      int done = 0;
      while (job.isAlive() && (done = committed(output)) == 0) {
        job.watch();
      }
      List<Long> executors = job.executors();
      assertEquals(2, executors.size());
      job.kill(executors.get(0));
      job.await();
      assertTrue(job.log().contains("Lost executor"));
      figure(
          "killed executor",
          "after %d committed tasks; %d executors in all, %.0f s",
          done,
          job.executorLogs().size(),
          job.seconds());
      requireEveryLabel(output);
    }
  }

  /** Tasks whose output lies in the committer's folder while the job runs. */
  private static int committed(Path output) throws IOException {
    Path attempt = output.resolve("_temporary/0");
    if (!Files.isDirectory(attempt)) {
      return 0;
    }
    try (Stream<Path> tasks = Files.list(attempt)) {
      return (int)
          tasks.filter(task -> task.getFileName().toString().startsWith("task_")).count();
    }
  }

  @Order(5)
  @Test
  void theSqlFunctionFindsTheSameLabels() throws Exception {
    Path output = output("sql");
    try (Submission job =
        new Submission("sql", SqlScoring.class, 2, IMAGES.toString(), output.toString())) {
      job.await();
      figure("SQL function", "%.0f s", job.seconds());
      List<Row> rows =
          spark.read().parquet(output.toString()).select("id", "label", "reason").collectAsList();
      assertEquals(RECORDS, rows.size());
      for (Row row : rows) {
        assertEquals(EXPECTED[(int) row.getLong(0)], row.getString(1));
        assertEquals(row.isNullAt(1), !row.isNullAt(2));
      }
    }
  }

  @Order(2)
  @Test
  void throughputStaysNearABareLoop() throws Exception {
    // With fewer the start of a job, half a second, weighs more than the scoring.
    int count = Math.max(100_000, RECORDS / 10);
    try (Submission job =
        new Submission(
            "throughput", Throughput.class, 2, Integer.toString(count), Integer.toString(5))) {
      job.await();
      List<Double> bare = rates(job.log(), "bare-1");
      List<Double> one = rates(job.log(), "spark-1");
      List<Double> bareTwo = rates(job.log(), "bare-2");
      List<Double> two = rates(job.log(), "spark-2");
      assertEquals(5, bare.size());
      double ratio = medianRatio(one, bare, 1);
      figure(
          "throughput",
          "bare loop %.0f and %.0f images/s on one and two cores, Spark %.0f and %.0f",
          median(bare),
          median(bareTwo),
          median(one),
          median(two));
      figure("a core over a bare loop", "%.3f on one, %.3f on two", ratio, medianRatio(two, bareTwo, 1));
      figure(
          "two executors over twice one",
          "%.3f; the bare loop %.3f",
          medianRatio(two, one, 2),
          medianRatio(bareTwo, bare, 2));
      assertTrue(ratio >= 0.8, "Spark over a bare loop: " + ratio);
    }
  }

  private static List<Double> rates(String log, String name) {
    List<Double> rates = new ArrayList<>();
    Matcher found = Pattern.compile("(?m)^RATES .*" + name + "=([0-9.E]+)").matcher(log);
    while (found.find()) {
      rates.add(Double.parseDouble(found.group(1)));
    }
    return rates;
  }

  /** Of the ratios of each round, whose two parts ran one after the other. */
  private static double medianRatio(List<Double> above, List<Double> below, int times) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < above.size(); i++) {
      ratios.add(above.get(i) / below.get(i) / times);
    }
    return median(ratios);
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  /** Every record is there once, with its label, or rejected with its reason. */
  private static void requireEveryLabel(Path output) throws IOException {
    assertTrue(Files.exists(output.resolve("_SUCCESS")));
    Dataset<Row> rows = spark.read().parquet(output.toString());
    Set<Integer> seen = new HashSet<>();
    for (Iterator<Row> all = rows.select("id", "label", "status").toLocalIterator();
        all.hasNext(); ) {
      Row row = all.next();
      int id = (int) row.getLong(0);
      assertTrue(seen.add(id), "twice: " + id);
      assertEquals(EXPECTED[id], row.getString(1));
      assertEquals(EXPECTED[id] == null ? "rejected" : "scored", row.getString(2));
    }
    assertEquals(RECORDS, seen.size());
    List<Row> rejected =
        spark
            .read()
            .parquet(output.resolve("status=rejected").toString())
            .select("id", "reason")
            .orderBy("id")
            .collectAsList();
    assertEquals(POISONED, rejected.size());
    assertEquals(
        "expected 784 values for a sample of shape [1, 28, 28], found 783",
        rejected.get(0).getString(1));
    assertEquals("expected finite values, found NaN at index 5", rejected.get(1).getString(1));
    assertTrue(rejected.get(2).getString(1).endsWith("found null"));
    figure(output.getFileName() + " output", "%d records, each once, %d rejected", seen.size(), POISONED);
  }

  /** The predictors that the tasks of an executor met. */
  private static Set<String> predictors(String log) {
    return Pattern.compile("A task scores with predictor (\\d+)")
        .matcher(log)
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toSet());
  }

  private static Path output(String name) throws IOException {
    Path output = Submission.TARGET.resolve("scored").resolve(name);
    Submission.deleteTree(output);
    return output;
  }

  private static void figure(String name, String text, Object... values) throws IOException {
    String line = name + ": " + String.format(Locale.ROOT, text, values) + System.lineSeparator();
    Files.writeString(
        FIGURES, line, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    System.out.print(line);
  }
}

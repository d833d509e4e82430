package com.example;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A job on {@code local-cluster}: a driver that holds master and workers, and executors in JVMs of
 * their own. Does what {@code spark-submit} does, since Maven artifacts bring no scripts.
 */
final class Submission implements AutoCloseable {
  static final Path TARGET = Path.of("target").toAbsolutePath();
  private static final Path SPARK = TARGET.resolve("spark");
  private static final Path WORK = SPARK.resolve("work");
  private static final Pattern PEAK = Pattern.compile("VmHWM:\\s+(\\d+) kB");

  private final Process driver;
  private final Path log;
  private final long start = System.nanoTime();

  /** Peak resident memory of each executor's process, in MB. */
  private final Map<Long, Long> peaks = new TreeMap<>();

  Submission(String name, Class<?> main, int executors, String... arguments) throws IOException {
    deleteTree(WORK);
    log = TARGET.resolve(name + ".log");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(Arrays.asList(System.getProperty("spark.opens").split(" ")));
    command.addAll(
        List.of("-cp", SPARK.resolve("jars") + "/*", "org.apache.spark.deploy.SparkSubmit"));
    command.addAll(List.of("--master", "local-cluster[" + executors + ",1,1024]"));
    command.addAll(List.of("--class", main.getName(), "--jars", jars()));
    for (String setting :
        List.of(
            "spark.executor.memory=512m",
            "spark.executorEnv.ORT_DISABLE_TELEMETRY=1",
            "spark.driver.host=127.0.0.1",
            "spark.driver.bindAddress=127.0.0.1",
            "spark.ui.enabled=false",
            "spark.sql.files.maxPartitionBytes=8m",
            "spark.sql.maxConcurrentOutputFileWriters=3",
            "spark.local.dir=" + SPARK.resolve("local"))) {
      command.addAll(List.of("--conf", setting));
    }
    command.add(TARGET.resolve("spark-batch-scoring-1.0.0.jar").toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().put("SPARK_HOME", SPARK.toString());
    // Executors are started by Spark's launcher, which looks for it in a build of Spark otherwise.
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    driver = builder.start();
  }

  private static String jars() throws IOException {
    try (Stream<Path> jars = Files.list(TARGET.resolve("job"))) {
      return String.join(",", jars.map(Path::toString).sorted().toList());
    }
  }

  /** The pids of the executors that run now, all of them children of this driver. */
  List<Long> executors() {
    return driver
        .children()
        .filter(process -> commandLine(process.pid()).contains("CoarseGrainedExecutorBackend"))
        .map(ProcessHandle::pid)
        .sorted()
        .toList();
  }

  void kill(long executor) {
    if (!executors().contains(executor)) {
      throw new IllegalStateException(executor + " is no executor of this job.");
    }
    ProcessHandle.of(executor).orElseThrow().destroyForcibly();
  }

  boolean isAlive() {
    return driver.isAlive();
  }

  /** Looks after the executors' memory for a moment. */
  void watch() throws InterruptedException {
    for (long executor : executors()) {
      Matcher peak = PEAK.matcher(read(Path.of("/proc/" + executor + "/status")));
      if (peak.find()) {
        peaks.merge(executor, Long.parseLong(peak.group(1)) / 1024, Math::max);
      }
    }
    // Until the job ends or the next look is due: memory raises no event.
    driver.waitFor(100, TimeUnit.MILLISECONDS);
  }

  /** Waits for the job's end; its exit code has to be 0. */
  Submission await() throws Exception {
    while (driver.isAlive()) {
      watch();
    }
    if (driver.waitFor() != 0) {
      throw new AssertionError("The job failed, see " + log);
    }
    return this;
  }

  double seconds() {
    return (System.nanoTime() - start) / 1e9;
  }

  Map<Long, Long> peaks() {
    return peaks;
  }

  String log() {
    return read(log);
  }

  /** What each executor wrote to its standard error. */
  List<String> executorLogs() throws IOException {
    try (Stream<Path> tree = Files.walk(WORK)) {
      return tree.filter(file -> file.endsWith("stderr")).map(Submission::read).toList();
    }
  }

  @Override
  public void close() {
    driver.descendants().forEach(ProcessHandle::destroyForcibly);
    driver.destroyForcibly();
  }

  private static String commandLine(long pid) {
    return read(Path.of("/proc/" + pid + "/cmdline"));
  }

  /** Empty for the files of a process that has just ended. */
  private static String read(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  static void deleteTree(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> tree = Files.walk(folder)) {
      for (Path file : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}

package io.edge4j.maven.train;

import io.edge4j.maven.dataset.DatasetSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an epoch of {@code small-cnn} costs: each round in a fresh JVM that is started as the plugin
 * starts it. With a baseline command, that is run in turn with ours and the medians are compared.
 * Started by {@code src/benchmark/train-epoch.sh}.
 */
public final class EpochBenchmark {
  /** What both sides print, CPU seconds of the whole process in that time included. */
  private static final Pattern FIGURES = Pattern.compile("wall ([\\d.]+) s, cpu ([\\d.]+) s");

  private record Round(double wall, double cpu) {}

  private EpochBenchmark() {}

  /** {@code FOLDER ROUNDS THREADS [BASELINE COMMAND...]}. */
  public static void main(String[] arguments) throws Exception {
    if (arguments.length == 3 && arguments[0].equals("--once")) {
      once(Path.of(arguments[1]), Integer.parseInt(arguments[2]));
      return;
    }
    Path folder = Path.of(arguments[0]).toAbsolutePath();
    int rounds = Integer.parseInt(arguments[1]);
    int threads = Integer.parseInt(arguments[2]);
    List<String> baseline = Arrays.asList(arguments).subList(3, arguments.length);
    List<Round> ours = new ArrayList<>();
    List<Round> theirs = new ArrayList<>();
    for (int round = 1; round <= rounds; round++) {
      ours.add(run(ownCommand(folder, threads), TrainingWorker.environment(threads)));
      say("round %d: edge4j %s", round, ours.get(round - 1));
      if (!baseline.isEmpty()) {
        theirs.add(run(baseline, Map.of()));
        say("round %d: baseline %s", round, theirs.get(round - 1));
      }
    }
    Round own = median(ours);
    say("edge4j, median of %d: wall %.1f s, cpu %.1f s an epoch", rounds, own.wall, own.cpu);
    if (!baseline.isEmpty()) {
      Round other = median(theirs);
      say("baseline, median of %d: wall %.1f s, cpu %.1f s", rounds, other.wall, other.cpu);
      say("edge4j / baseline: wall %.2f, cpu %.2f", own.wall / other.wall, own.cpu / other.cpu);
    }
  }

  private static List<String> ownCommand(Path folder, int threads) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(TrainingWorker.jvmArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(
        List.of(
            EpochBenchmark.class.getName(),
            "--once",
            folder.toString(),
            Integer.toString(threads)));
    return command;
  }

  private static Round run(List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(Redirect.DISCARD);
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Matcher figures = FIGURES.matcher(output);
    if (process.waitFor() != 0 || !figures.find()) {
      throw new IOException(command + " ended with " + process.exitValue() + " and said " + output);
    }
    return new Round(Double.parseDouble(figures.group(1)), Double.parseDouble(figures.group(2)));
  }

  /** Trains one epoch, evaluation included, and prints what it cost from the first step on. */
  private static void once(Path folder, int threads) throws Exception {
    Path out = Files.createTempDirectory("edge-epoch");
    long[] start = {System.nanoTime(), cpuNanos()};
    TrainingRequest request =
        new TrainingRequest(
            new DatasetSpec("fashion-mnist", folder, 42, Map.of()),
            Architecture.SMALL_CNN,
            null,
            1,
            64,
            0.001,
            42,
            threads,
            out,
            Map.of(),
            TrainingOptions.DEFAULT);
    new TrainingStage()
        .run(
            request,
            line -> {
              if (line.startsWith("training")) {
                start[0] = System.nanoTime();
                start[1] = cpuNanos();
              } else if (line.startsWith("epoch 1/1: loss")) {
                say(
                    "wall %.1f s, cpu %.1f s, %s",
                    (System.nanoTime() - start[0]) / 1e9, (cpuNanos() - start[1]) / 1e9, line);
              }
            });
    Files.delete(out.resolve(TrainedModel.WEIGHTS));
    Files.delete(out.resolve(TrainingStage.REPORT));
    Files.delete(out);
  }

  /** Of all the process's threads, those of the native libraries too. */
  private static long cpuNanos() {
    return ProcessHandle.current()
        .info()
        .totalCpuDuration()
        .orElseThrow(() -> new UncheckedIOException(new IOException("no CPU time on this system")))
        .toNanos();
  }

  private static Round median(List<Round> rounds) {
    return new Round(
        median(rounds.stream().mapToDouble(Round::wall).toArray()),
        median(rounds.stream().mapToDouble(Round::cpu).toArray()));
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    int middle = values.length / 2;
    return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
  }

  private static void say(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}

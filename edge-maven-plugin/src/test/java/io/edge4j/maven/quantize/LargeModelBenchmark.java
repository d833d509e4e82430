package io.edge4j.maven.quantize;

import io.edge4j.maven.inputs.InputSettings;
import io.edge4j.model.Recipe;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * What it costs to quantize 0.6 GB in one file and 3 GB with external data: each round in a fresh
 * JVM that is started as the plugin starts it and runs the whole stage. With a baseline command,
 * that is run in turn with ours and the medians are compared. Started by {@code
 * src/benchmark/quantize-big.sh}.
 */
public final class LargeModelBenchmark {

  /** One process: seconds on the clock, seconds of CPU, largest resident memory in 10^6 bytes. */
  private record Cost(double wall, double cpu, double peak) {
    @Override
    public String toString() {
      return String.format(Locale.ROOT, "wall %.1f s, cpu %.1f s, peak %.0f MB", wall, cpu, peak);
    }
  }

  private record Case(String name, int layers, int width, boolean external) {}

  private static final List<Case> CASES =
      List.of(new Case("one-file", 12, 1024, false), new Case("external", 15, 2048, true));

  /** Environment variable: a recipe in place of dynamic. */
  private static final String RECIPE = "RECIPE";

  private LargeModelBenchmark() {}

  /** {@code FOLDER ROUNDS [BASELINE COMMAND...]}. */
  public static void main(String[] arguments) throws Exception {
    if (arguments.length == 3 && arguments[0].equals("--once")) {
      once(Path.of(arguments[1]), Path.of(arguments[2]));
      return;
    }
    Path folder = Files.createTempDirectory(Path.of(arguments[0]).toAbsolutePath(), "quantize-big");
    int rounds = Integer.parseInt(arguments[1]);
    List<String> baseline = Arrays.asList(arguments).subList(2, arguments.length);
    try {
      for (Case large : CASES) {
        measure(large, folder, rounds, baseline);
      }
    } finally {
      empty(folder);
      Files.delete(folder);
    }
  }

  private static void measure(Case large, Path folder, int rounds, List<String> baseline)
      throws IOException, InterruptedException {
    Path model = folder.resolve(large.name + ".onnx");
    long bytes =
        new LargeModel(large.layers, large.width, 4 * large.width).write(model, large.external);
    say("%s: %.0f MB", large.name, bytes / 1e6);
    List<Cost> ours = new ArrayList<>();
    List<Cost> theirs = new ArrayList<>();
    for (int round = 1; round <= rounds; round++) {
      Path result = Files.createDirectory(folder.resolve("result"));
      ours.add(run(ownCommand(model, result.resolve("int8.onnx"))));
      say("%s, round %d: edge4j %s", large.name, round, ours.get(round - 1));
      empty(result);
      if (!baseline.isEmpty()) {
        List<String> command = new ArrayList<>(baseline);
        command.addAll(List.of(model.toString(), result.resolve("int8.onnx").toString()));
        if (large.external) {
          command.add("ext");
        }
        theirs.add(run(command));
        say("%s, round %d: baseline %s", large.name, round, theirs.get(round - 1));
        empty(result);
      }
      Files.delete(result);
    }
    Cost own = median(ours);
    say("%s, median of %d: edge4j %s", large.name, rounds, own);
    if (!baseline.isEmpty()) {
      Cost other = median(theirs);
      say("%s, median of %d: baseline %s", large.name, rounds, other);
      say(
          "%s, edge4j / baseline: wall %.2f, cpu %.2f, peak %.2f",
          large.name, own.wall / other.wall, own.cpu / other.cpu, own.peak / other.peak);
    }
    empty(folder);
  }

  private static List<String> ownCommand(Path model, Path result) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(QuantizationWorker.jvmArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(LargeModelBenchmark.class.getName(), "--once", model + "", result + ""));
    return command;
  }

  /** The whole stage without data: quantized, loaded, run and compared on random inputs. */
  private static void once(Path model, Path result) throws Exception {
    new QuantizationStage()
        .run(
            new QuantizationRequest(
                model,
                result,
                InputSettings.NONE,
                null,
                RecipeChoice.of(System.getenv().getOrDefault(RECIPE, Recipe.DYNAMIC.label())),
                1,
                ModelIdentity.unchanged("benchmark"),
                result.resolveSibling("quantize.json"),
                QuantizationOptions.DEFAULT),
            System.out::println);
  }

  /** Watches a process from outside, the same way for both sides. */
  private static Cost run(List<String> command) throws IOException, InterruptedException {
    Path log = Files.createTempFile("quantize-big", ".log");
    long start = System.nanoTime();
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
            .start();
    double cpu = 0;
    double peak = 0;
    while (process.isAlive()) {
      cpu = Math.max(cpu, cpuSeconds(process.toHandle()));
      peak = Math.max(peak, peakMegabytes(process.pid()));
      Thread.sleep(10);
    }
    double wall = (System.nanoTime() - start) / 1e9;
    if (process.exitValue() != 0) {
      throw new IOException(
          command + " ended with " + process.exitValue() + " and said " + Files.readString(log));
    }
    Files.delete(log);
    return new Cost(wall, cpu, peak);
  }

  private static double cpuSeconds(ProcessHandle process) {
    return process.info().totalCpuDuration().map(cpu -> cpu.toMillis() / 1e3).orElse(0.0);
  }

  /** The kernel's own high-water mark, so that nothing between two looks is missed. */
  private static double peakMegabytes(long pid) {
    try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(pid), "status"))) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024 / 1e6)
          .findFirst()
          .orElse(0);
    } catch (IOException | java.io.UncheckedIOException e) {
      // The process ended between the question and the answer.
      return 0;
    }
  }

  private static void empty(Path folder) throws IOException {
    List<Path> deepestFirst;
    try (Stream<Path> files = Files.walk(folder)) {
      deepestFirst =
          files.filter(f -> !f.equals(folder)).sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : deepestFirst) {
      Files.delete(file);
    }
  }

  private static Cost median(List<Cost> costs) {
    return new Cost(median(costs, Cost::wall), median(costs, Cost::cpu), median(costs, Cost::peak));
  }

  private static double median(List<Cost> costs, ToDoubleFunction<Cost> figure) {
    double[] values = costs.stream().mapToDouble(figure).sorted().toArray();
    int middle = values.length / 2;
    return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
  }

  private static void say(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}

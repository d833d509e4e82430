package io.edge4j.maven.export;

import ai.djl.basicmodelzoo.cv.classification.ResNetV1;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import ai.onnxruntime.OrtEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the export of a ResNet-50 costs in seconds and in memory, each round in a fresh JVM. Started
 * by {@code src/benchmark/export-resnet50.sh}.
 *
 * <p>The clock starts when both engines have started and the model is in memory, and so does the
 * kernel's record of the most resident memory. The weights themselves are counted in: the ratio
 * printed is the peak beyond the started engines over the weights' bytes.
 */
public final class ExportBenchmark {
  private static final Shape IMAGE = new Shape(3, 224, 224);

  private ExportBenchmark() {}

  /** {@code ROUNDS}. */
  public static void main(String[] arguments) throws Exception {
    if (arguments[0].equals("--once")) {
      once();
      return;
    }
    for (int round = 1; round <= Integer.parseInt(arguments[0]); round++) {
      ProcessBuilder builder = new ProcessBuilder(command());
      builder.redirectOutput(ProcessBuilder.Redirect.INHERIT);
      builder.redirectError(ProcessBuilder.Redirect.DISCARD);
      builder.environment().putAll(ExportWorker.environment(2));
      if (builder.start().waitFor() != 0) {
        throw new IOException(command() + " failed");
      }
    }
  }

  private static List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ExportWorker.jvmArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(ExportBenchmark.class.getName(), "--once"));
    return command;
  }

  private static void once() throws IOException {
    Path folder = Files.createTempDirectory("edge-export");
    Path onnx = folder.resolve("resnet50.onnx");
    try (NDManager manager = NDManager.newBaseManager()) {
      startEngines(manager);
      long started = resident("VmRSS");
      Block block = resNet50(manager);
      System.gc();
      long loaded = resident("VmRSS");
      forgetPeak();
      long cpu = cpuNanos();
      long start = System.nanoTime();
      ExportSummary summary =
          OnnxExporter.export(
              block,
              onnx,
              ExportOptions.named("resnet50"),
              InputSpec.samples("input", IMAGE.getShape()));
      double seconds = (System.nanoTime() - start) / 1e9;
      double cpuSeconds = (cpuNanos() - cpu) / 1e9;
      long peak = resident("VmHWM");
      long weights = weights(block);
      say(
          "%.1f s, cpu %.1f s; weights %.1f MB, file %.1f MB; resident: engines %.0f MB, with the model %.0f MB,"
              + " at most %.0f MB; beyond the engines %.2f times the weights, beyond the loaded model"
              + " %.2f times",
          seconds,
          cpuSeconds,
          weights / 1e6,
          summary.sizeBytes() / 1e6,
          started / 1e6,
          loaded / 1e6,
          peak / 1e6,
          (double) (peak - started) / weights,
          (double) (peak - loaded) / weights);
    } finally {
      Files.deleteIfExists(onnx);
      Files.delete(folder);
    }
  }

  /** Loads the natives of both, and lets PyTorch compute once. */
  private static void startEngines(NDManager manager) {
    OrtEnvironment.getEnvironment();
    manager.ones(new Shape(8, 8)).matMul(manager.ones(new Shape(8, 8))).close();
  }

  private static Block resNet50(NDManager manager) {
    Block block = ResNetV1.builder().setNumLayers(50).setImageShape(IMAGE).setOutSize(1000).build();
    block.setInitializer(
        (m, shape, type) -> m.randomUniform(0.5f, 1.5f, shape, type), Parameter.Type.RUNNING_VAR);
    block.initialize(manager, DataType.FLOAT32, new Shape(1).addAll(IMAGE));
    return block;
  }

  private static long weights(Block block) {
    long bytes = 0;
    for (Pair<String, Parameter> entry : block.getParameters()) {
      bytes += entry.getValue().getArray().size() * Float.BYTES;
    }
    return bytes;
  }

  /** Of all the process's threads: on a machine with other work it says more than the clock. */
  private static long cpuNanos() {
    return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
  }

  /** Bytes of this process by a line of the kernel's, as {@code man 5 proc} explains it. */
  private static long resident(String line) throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(text -> text.startsWith(line + ":"))
            .mapToLong(text -> Long.parseLong(text.replaceAll("\\D", "")))
            .findFirst()
            .orElseThrow()
        * 1024;
  }

  /** Sets the record of the most resident memory back to what is resident now. */
  private static void forgetPeak() throws IOException {
    Files.writeString(Path.of("/proc/self/clear_refs"), "5");
  }

  private static void say(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}

package io.edge4j.maven.benchmark;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.edge4j.maven.dataset.DatasetSpec;
import io.edge4j.maven.dataset.IdxPart;
import io.edge4j.maven.device.Device;
import io.edge4j.maven.export.ExportOptions;
import io.edge4j.maven.export.ExportRequest;
import io.edge4j.maven.export.ExportStage;
import io.edge4j.maven.inputs.InputSettings;
import io.edge4j.maven.quantize.ModelIdentity;
import io.edge4j.maven.quantize.QuantizationOptions;
import io.edge4j.maven.quantize.QuantizationRequest;
import io.edge4j.maven.quantize.QuantizationStage;
import io.edge4j.maven.quantize.RecipeChoice;
import io.edge4j.maven.report.Background;
import io.edge4j.maven.report.GatePolicy;
import io.edge4j.maven.report.VariantReport;
import io.edge4j.maven.train.TrainingOptions;
import io.edge4j.maven.train.TrainingReport;
import io.edge4j.maven.train.TrainingRequest;
import io.edge4j.maven.train.TrainingStage;
import io.edge4j.model.ModelMetadata;
import java.io.DataInputStream;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.Stream;

/**
 * Whether a model answers on emulated ARM processors what it answers here, by each recipe: through
 * the server of the example, image after image, and through the benchmark on a device. Started by
 * {@code src/benchmark/arm64.sh}. Times of an emulator say nothing about a board.
 */
public final class EmulatedArm64 {
  private static final List<String> RECIPES =
      List.of("fp32", "fp16", "static", "blockwise", "dynamic");
  private static final String HERE = "this machine";
  private static final int TRAINING_SAMPLES = 6_000;
  private static final int PIXELS = 28 * 28;
  private static final int IDX_HEADER = 16;
  private static final Protocol SHORT = new Protocol(2, 20, 1, 1, 1, 0, List.of(), 0, 100, 600);

  /** As the example's Dockerfile starts it. */
  private static final List<String> SERVER =
      List.of("-Xmx24m", "-Xmn3m", "-Xss512k", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  private final HttpClient client = HttpClient.newHttpClient();
  private final Path data;
  private final Path scratch;
  private final int images;
  private final String serverClassPath;

  /** What a server said of an image. */
  private record Answer(int index, List<Double> probabilities) {
    /** Of unnormalised scores: softmax makes probabilities of them. */
    static Answer of(JsonArray scores) {
      double[] shares = new double[scores.size()];
      int best = 0;
      double sum = 0;
      for (int i = 0; i < shares.length; i++) {
        shares[i] = Math.exp(scores.get(i).getAsDouble());
        sum += shares[i];
        best = shares[i] > shares[best] ? i : best;
      }
      for (int i = 0; i < shares.length; i++) {
        shares[i] /= sum;
      }
      return new Answer(best, Arrays.stream(shares).boxed().toList());
    }
  }

  private EmulatedArm64(Path data, Path scratch, int images, String serverClassPath) {
    this.data = data;
    this.scratch = scratch;
    this.images = images;
    this.serverClassPath = serverClassPath;
  }

  /**
   * {@code FASHION_MNIST SCRATCH IMAGES SERVER_CLASS_PATH CPU=JAVA...}.
   *
   * @param arguments JAVA is a command that runs an arm64 JVM as that processor
   */
  public static void main(String[] arguments) throws Exception {
    Path scratch = Path.of(arguments[1]);
    EmulatedArm64 run =
        new EmulatedArm64(
            Path.of(arguments[0]), scratch, Integer.parseInt(arguments[2]), arguments[3]);
    Map<String, String> processors = new LinkedHashMap<>();
    for (int i = 4; i < arguments.length; i++) {
      String[] named = arguments[i].split("=", 2);
      processors.put(named[0], named[1]);
    }
    Map<String, Path> models = run.models();
    boolean equal = run.served(models, processors);
    equal &= run.measured(models, processors);
    if (!equal) {
      say("Not all answers are those of this machine");
      System.exit(1);
    }
  }

  /** A network that was trained for an epoch, by each recipe. Kept for the next time. */
  private Map<String, Path> models() throws Exception {
    Path samples = scratch.resolve("data");
    Path folder = Files.createDirectories(scratch.resolve("models"));
    Files.createDirectories(samples);
    IdxPart.write(data, samples, "train", TRAINING_SAMPLES);
    IdxPart.write(data, samples, "t10k", images);
    Path fp32 = folder.resolve("trained.onnx");
    if (!Files.exists(fp32)) {
      TrainingReport report =
          new TrainingStage()
              .run(
                  new TrainingRequest(
                      dataset(),
                      "small-cnn",
                      null,
                      1,
                      64,
                      0.002,
                      42,
                      1,
                      folder,
                      Map.of(),
                      TrainingOptions.DEFAULT),
                  line -> {});
      new ExportStage()
          .run(
              new ExportRequest(
                  report.block(),
                  folder.resolve(report.weights()),
                  dataset(),
                  ExportOptions.named("garments"),
                  16,
                  "input",
                  fp32,
                  folder.resolve("export.json")),
              line -> {});
    }
    Map<String, Path> models = new LinkedHashMap<>();
    for (String recipe : RECIPES) {
      Path model = folder.resolve(recipe + ".onnx");
      if (!Files.exists(model)) {
        new QuantizationStage()
            .run(
                new QuantizationRequest(
                    fp32,
                    model,
                    InputSettings.NONE,
                    dataset(),
                    RecipeChoice.of(recipe),
                    1,
                    ModelIdentity.unchanged("edge-maven-plugin benchmark"),
                    folder.resolve(recipe + ".json"),
                    QuantizationOptions.DEFAULT),
                line -> {});
      }
      models.put(recipe, model);
    }
    return models;
  }

  private DatasetSpec dataset() {
    return new DatasetSpec("idx", scratch.resolve("data"), 42, Map.of());
  }

  private boolean served(Map<String, Path> models, Map<String, String> processors)
      throws Exception {
    boolean equal = true;
    say("| recipe | processor | same label | largest difference of a probability | s per image |");
    say("| --- | --- | --- | --- | --- |");
    for (Map.Entry<String, Path> model : models.entrySet()) {
      List<Answer> expected = answers(model.getValue(), "java", model.getKey() + "-here");
      for (Map.Entry<String, String> processor : processors.entrySet()) {
        long start = System.nanoTime();
        List<Answer> found =
            answers(
                model.getValue(), processor.getValue(), model.getKey() + "-" + processor.getKey());
        double seconds = (System.nanoTime() - start) / 1e9;
        int same = 0;
        double largest = 0;
        for (int i = 0; i < images; i++) {
          same += expected.get(i).index() == found.get(i).index() ? 1 : 0;
          List<Double> probabilities = expected.get(i).probabilities();
          for (int c = 0; c < probabilities.size(); c++) {
            double difference = probabilities.get(c) - found.get(i).probabilities().get(c);
            largest = Math.max(largest, Math.abs(difference));
          }
        }
        equal &= same == images;
        say(
            "| %s | %s, emulated | %d of %d | %.2g | %.4f |",
            model.getKey(), processor.getKey(), same, images, largest, seconds / images);
      }
    }
    return equal;
  }

  /** What the example's server answers when it serves that model. */
  private List<Answer> answers(Path model, String java, String name) throws Exception {
    int port = freePort();
    List<String> command = new ArrayList<>(List.of(java));
    command.addAll(SERVER);
    command.addAll(List.of("-cp", serverClassPath, "io.edge4j.example.ExampleApp"));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder
        .environment()
        .putAll(
            Map.of(
                "EDGE_MODEL",
                model.toString(),
                "EDGE_HOST",
                "127.0.0.1",
                "EDGE_PORT",
                Integer.toString(port),
                "ORT_DISABLE_TELEMETRY",
                "1"));
    Path log = Files.createDirectories(scratch.resolve("logs")).resolve(name + ".log");
    Process server = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      URI root = URI.create("http://127.0.0.1:" + port);
      long start = System.nanoTime();
      while (!isUp(root)) {
        if (!server.isAlive()) {
          throw new IOException("the server ended; see " + log);
        }
        Thread.sleep(50);
      }
      System.err.printf(
          Locale.ROOT, "%s: ready after %.1f s%n", name, (System.nanoTime() - start) / 1e9);
      return ask(root.resolve("/predict"));
    } finally {
      server.destroy();
      server.waitFor();
    }
  }

  private List<Answer> ask(URI predict) throws IOException, InterruptedException {
    List<Answer> answers = new ArrayList<>();
    try (DataInputStream in =
        new DataInputStream(Files.newInputStream(scratch.resolve("data/t10k-images-idx3-ubyte")))) {
      in.skipNBytes(IDX_HEADER);
      for (int i = 0; i < images; i++) {
        StringJoiner pixels = new StringJoiner(",", "{\"inputs\": [", "]}");
        for (byte pixel : in.readNBytes(PIXELS)) {
          pixels.add(Float.toString((pixel & 0xff) / 255f));
        }
        HttpRequest request =
            HttpRequest.newBuilder(predict)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(pixels.toString()))
                .build();
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
          throw new IOException("the server answers " + answer.body());
        }
        JsonObject first =
            JsonParser.parseString(answer.body())
                .getAsJsonObject()
                .getAsJsonArray("predictions")
                .get(0)
                .getAsJsonObject();
        answers.add(Answer.of(first.getAsJsonArray("values")));
      }
    }
    return answers;
  }

  /** Whether it is ready; a model whose self-test fails never is, and the reason is thrown. */
  private boolean isUp(URI root) throws IOException, InterruptedException {
    try {
      HttpResponse<String> health =
          client.send(
              HttpRequest.newBuilder(root.resolve("/healthz")).build(),
              HttpResponse.BodyHandlers.ofString());
      if (health.body().contains("FAILED")) {
        throw new IllegalStateException("the self-test says: " + health.body());
      }
      return health.statusCode() == 200;
    } catch (IOException e) {
      return false; // Nobody listens yet.
    }
  }

  private boolean measured(Map<String, Path> models, Map<String, String> processors)
      throws Exception {
    Map<String, String> devices = new LinkedHashMap<>(Map.of(HERE, "java"));
    devices.putAll(processors);
    Map<String, List<Integer>> correct = new LinkedHashMap<>();
    for (Map.Entry<String, String> processor : devices.entrySet()) {
      String name = processor.getKey().replace(' ', '-');
      Device device =
          new Device(
              name,
              "sh",
              processor.getValue(),
              scratch.resolve("board").toString(),
              List.of("-Xms128m", "-Xmx128m"),
              120);
      long start = System.nanoTime();
      DeviceBenchmark found =
          new DeviceBenchmarkStage(classPath())
              .run(new DeviceBenchmarkRequest(device, request(models)), System.err::println);
      System.err.printf(
          Locale.ROOT, "%s: measured in %.0f s%n", name, (System.nanoTime() - start) / 1e9);
      correct.put(
          processor.getKey(),
          found.report().variants().stream().map(VariantReport::correct).toList());
    }
    say("");
    say("| processor | %s |", String.join(" right | ", RECIPES) + " right");
    say("| --- |%s", " --- |".repeat(RECIPES.size()));
    correct.forEach(
        (processor, counts) ->
            say(
                "| %s | %s |",
                processor.equals(HERE) ? processor : processor + ", emulated",
                String.join(" | ", counts.stream().map(String::valueOf).toList())));
    return correct.values().stream().distinct().count() == 1;
  }

  private BenchmarkRequest request(Map<String, Path> models) throws IOException {
    Path directory = Files.createDirectories(scratch.resolve("benchmark"));
    List<Variant> variants = new ArrayList<>();
    models.forEach((recipe, file) -> variants.add(Variant.onnx(recipe, file)));
    return new BenchmarkRequest(
        ModelMetadata.of(variants.get(0).file()).name(),
        Provenance.UNKNOWN,
        variants,
        InputSettings.NONE,
        dataset(),
        SHORT,
        List.of(),
        GatePolicy.DEFAULT,
        null,
        Background.NONE,
        directory);
  }

  /** As a worker without PyTorch has it. */
  private static List<Path> classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(entry -> !entry.isEmpty() && !entry.contains("pytorch"))
        .map(Path::of)
        .toList();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static void say(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}

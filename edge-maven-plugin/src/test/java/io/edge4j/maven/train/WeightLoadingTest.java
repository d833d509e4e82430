package io.edge4j.maven.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import io.edge4j.maven.dataset.DatasetSpec;
import io.edge4j.maven.dataset.IdxFiles;
import io.edge4j.maven.stage.StageException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a file of weights to a training that starts from them. */
class WeightLoadingTest {
  /** So small that a training leaves the weights where they were. */
  private static final double NO_RATE = 1e-12;

  private static final double RATE = 0.01;

  @TempDir Path folder;
  private DatasetSpec dataset;

  @BeforeEach
  void draw() throws IOException {
    dataset =
        new DatasetSpec(
            "idx", IdxFiles.garments(folder.resolve("data"), 42, 300, 100), 42, Map.of());
  }

  @Test
  void aTrainingStartsFromParamsOfItsOwnNetwork() throws Exception {
    TrainingReport before = train("before", "mlp", 3, RATE, null);
    Path params = folder.resolve("before").resolve(before.weights());

    TrainingReport after = train("after", "mlp", 1, NO_RATE, from(params, List.of(), List.of()));

    assertThat(before.testAccuracy()).isGreaterThan(0.2);
    assertThat(after.testAccuracy()).isEqualTo(before.testAccuracy());
    assertThat(after.initialWeights().filled()).hasSize(6);
    assertThat(after.initialWeights().left()).isEmpty();
    assertThat(after.initialWeights().digest()).isEqualTo(before.weightsDigest());
  }

  @Test
  void aTrainingStartsFromSafetensorsThroughAMapping() throws Exception {
    TrainingReport before = train("before", "mlp", 3, RATE, null);
    Map<String, Tensor> weights = weights("before", before);
    Path file = write(renamed(weights, "Linear_", "Linear."));

    List<String> lines = new ArrayList<>();
    TrainingReport after =
        new TrainingStage()
            .run(
                request(
                    "after", "mlp", 1, NO_RATE, from(file, mapping(weights.keySet()), List.of())),
                lines::add);

    assertThat(after.testAccuracy()).isEqualTo(before.testAccuracy());
    assertThat(lines).contains("initial weights from w.safetensors: 6 of 6 parameters");
  }

  @Test
  void whatTheFileLacksAndWhatNobodyTakesIsSaid() throws Exception {
    TrainingReport before = train("before", "mlp", 1, RATE, null);
    Map<String, Tensor> weights = weights("before", before);
    List<String> names = List.copyOf(weights.keySet());
    Map<String, Tensor> some = new LinkedHashMap<>(weights);
    some.remove(names.get(5));
    some.put("num_batches_tracked", new Tensor(List.of(), new float[] {7}));
    Path file = write(some);

    List<String> lines = new ArrayList<>();
    TrainingReport after =
        new TrainingStage()
            .run(
                request(
                    "after", "mlp", 1, RATE, from(file, List.of(names.get(4) + " ="), List.of())),
                lines::add);

    InitialWeightsReport initial = after.initialWeights();
    assertThat(initial.filled()).containsExactlyElementsOf(names.subList(0, 4));
    assertThat(initial.left()).containsExactlyElementsOf(names.subList(4, 6));
    assertThat(initial.unused()).containsExactly(names.get(4), "num_batches_tracked");
    assertThat(lines)
        .contains(
            "initial weights from w.safetensors: 4 of 6 parameters; left random: "
                + names.get(4)
                + ", "
                + names.get(5)
                + "; not used of it: "
                + names.get(4)
                + ", num_batches_tracked");
  }

  @Test
  void whatIsFrozenStaysToTheBitAndTheRestLearns() throws Exception {
    TrainingReport before = train("before", "mlp", 1, RATE, null);
    Map<String, Tensor> weights = weights("before", before);
    List<String> names = List.copyOf(weights.keySet());
    String first = names.get(0).substring(0, names.get(0).indexOf('_'));

    TrainingReport after =
        train("after", "mlp", 1, RATE, from(write(weights), List.of(), List.of(first + "_*")));

    assertThat(after.initialWeights().frozen()).containsExactlyElementsOf(names.subList(0, 2));
    Map<String, Tensor> trained = weights("after", after);
    for (String name : names) {
      assertThat(Arrays.equals(trained.get(name).values, weights.get(name).values))
          .as(name)
          .isEqualTo(name.startsWith(first));
    }
  }

  @Test
  void aNormalizationTakesPyTorchsNames() throws Exception {
    TrainingReport before = train("before", "mobilenet", 1, RATE, null);
    Map<String, Tensor> weights = weights("before", before);
    Map<String, Tensor> torch = new LinkedHashMap<>();
    weights.forEach(
        (name, tensor) ->
            torch.put(
                name.replace("_gamma", "_weight")
                    .replace("_beta", "_bias")
                    .replace("_runningMean", "_running_mean")
                    .replace("_runningVar", "_running_var"),
                tensor));
    assertThat(torch.keySet()).isNotEqualTo(weights.keySet());

    TrainingReport after =
        train("after", "mobilenet", 1, NO_RATE, from(write(torch), List.of(), List.of()));

    assertThat(after.initialWeights().left()).isEmpty();
    assertThat(after.initialWeights().unused()).isEmpty();
    Map<String, Tensor> loaded = weights("after", after);
    String gamma = weights.keySet().stream().filter(n -> n.endsWith("gamma")).findFirst().get();
    assertThat(loaded.get(gamma).values[0]).isCloseTo(weights.get(gamma).values[0], within(1e-6f));
  }

  @Test
  void paramsOfANetworkWithOtherClassesGiveAllButTheLastLayer() throws Exception {
    dataset = table(3);
    TrainingReport before = train("before", "mlp", 1, RATE, null);
    List<String> names = List.copyOf(weights("before", before).keySet());
    Path params = folder.resolve("before").resolve(before.weights());
    dataset = table(2);

    assertRefused(from(params, List.of(), List.of()), names.get(4), "[3, 12]", "[2, 12]");
    String last = names.get(4).substring(0, names.get(4).indexOf('_'));
    TrainingReport after =
        train("after", "mlp", 1, RATE, from(params, List.of(last + "_* ="), List.of()));

    assertThat(after.initialWeights().filled()).containsExactlyElementsOf(names.subList(0, 4));
    assertThat(after.initialWeights().left()).containsExactlyElementsOf(names.subList(4, 6));
  }

  private DatasetSpec table(int classes) throws IOException {
    StringBuilder table = new StringBuilder("a,b,y\n");
    for (int i = 0; i < 30 * classes; i++) {
      table.append(i % 7).append(',').append(i % 5).append(",c").append(i % classes).append('\n');
    }
    Path tables = Files.createDirectories(folder.resolve("table" + classes));
    Files.writeString(tables.resolve("table.csv"), table);
    return new DatasetSpec("csv", tables, 42, Map.of());
  }

  @Test
  void wrongShapesAreRefusedWithBoth() throws Exception {
    TrainingReport before = train("before", "mlp", 1, RATE, null);
    Map<String, Tensor> weights = weights("before", before);
    String last = List.copyOf(weights.keySet()).get(5);
    weights.put(last, new Tensor(List.of(11L), new float[11]));
    InitialWeights initial = from(write(weights), List.of(), List.of());

    assertThatThrownBy(() -> train("after", "mlp", 1, RATE, initial))
        .isInstanceOf(StageException.class)
        .hasMessageContainingAll(last, "[11]", "[10]", "'" + last + " ='");
  }

  @Test
  void aFileThatFitsInNothingIsRefusedWithBothListsOfNames() throws Exception {
    Path file = write(Map.of("fc.weight", new Tensor(List.of(2L), new float[2])));
    InitialWeights initial = from(file, List.of(), List.of());

    assertThatThrownBy(() -> train("after", "mlp", 1, RATE, initial))
        .isInstanceOf(StageException.class)
        .hasMessageContainingAll("<mapping>", "fc.weight [2]", "Linear_weight [");
  }

  @Test
  void numbersThatAreNoneAreRefused() throws Exception {
    TrainingReport before = train("before", "mlp", 1, RATE, null);
    Map<String, Tensor> weights = weights("before", before);
    String first = List.copyOf(weights.keySet()).get(0);
    weights.get(first).values[3] = Float.NaN;
    InitialWeights initial = from(write(weights), List.of(), List.of());

    assertThatThrownBy(() -> train("after", "mlp", 1, RATE, initial))
        .isInstanceOf(StageException.class)
        .hasMessageContainingAll(first, "NaN");
  }

  @Test
  void rulesAndPatternsThatFitNothingAreRefused() throws Exception {
    TrainingReport before = train("before", "mlp", 1, RATE, null);
    Path file = write(weights("before", before));

    assertRefused(from(file, List.of("con1.* = a"), List.of()), "con1.* = a", "Linear_weight [");
    assertRefused(from(file, List.of(), List.of("99*")), "<freeze>", "'99*'", "Linear_weight [");
    assertRefused(from(file, List.of(), List.of("*")), "<freeze>", "nothing to learn");
  }

  @Test
  void otherFilesAreRefusedBeforeAnythingStarts() {
    assertRefused(from(folder.resolve("w.pt"), List.of(), List.of()), "w.pt", ".safetensors");
    assertRefused(from(folder.resolve("no.params"), List.of(), List.of()), "there is no such file");
  }

  @Test
  void otherWeightsAreAnotherTraining() throws Exception {
    TrainingReport before = train("before", "mlp", 1, RATE, null);
    Map<String, Tensor> weights = weights("before", before);
    InitialWeights initial = from(write(weights), List.of(), List.of());
    assertThatThrownBy(
            () ->
                new TrainingStage()
                    .run(
                        request("out", "mlp", 3, RATE, initial),
                        line -> {
                          if (line.startsWith("epoch 2/3")) {
                            throw new IllegalStateException("killed");
                          }
                        }))
        .hasMessage("killed");
    weights.values().iterator().next().values[0] += 1;
    write(weights);

    List<String> lines = new ArrayList<>();
    new TrainingStage().run(request("out", "mlp", 3, RATE, initial), lines::add);

    assertThat(lines).noneMatch(line -> line.contains("going on"));
  }

  private void assertRefused(InitialWeights initial, String... parts) {
    assertThatThrownBy(() -> train("after", "mlp", 1, RATE, initial))
        .isInstanceOf(StageException.class)
        .hasMessageContainingAll(parts);
  }

  private static final class Tensor {
    private final List<Long> shape;
    private final float[] values;

    Tensor(List<Long> shape, float[] values) {
      this.shape = shape;
      this.values = values;
    }
  }

  private static InitialWeights from(Path file, List<String> mapping, List<String> freeze) {
    return new InitialWeights(file, mapping, freeze);
  }

  private static List<String> mapping(Iterable<String> names) {
    List<String> rules = new ArrayList<>();
    names.forEach(
        name -> {
          String layer = name.substring(0, name.indexOf('_'));
          String rule = layer + ".* = " + layer + "_*";
          if (!rules.contains(rule)) {
            rules.add(rule);
          }
        });
    return rules;
  }

  private static Map<String, Tensor> renamed(
      Map<String, Tensor> weights, String what, String into) {
    return weights.entrySet().stream()
        .collect(
            Collectors.toMap(
                entry -> entry.getKey().replace(what, into),
                Map.Entry::getValue,
                (a, b) -> a,
                LinkedHashMap::new));
  }

  private Map<String, Tensor> weights(String out, TrainingReport report) throws Exception {
    Map<String, Tensor> weights = new LinkedHashMap<>();
    Path file = folder.resolve(out).resolve(report.weights());
    try (TrainedModel model = TrainedModel.load(report.block(), file)) {
      for (Pair<String, Parameter> parameter : model.network().getParameters()) {
        weights.put(
            parameter.getKey(),
            new Tensor(
                Arrays.stream(parameter.getValue().getArray().getShape().getShape())
                    .boxed()
                    .toList(),
                parameter.getValue().getArray().toFloatArray()));
      }
    }
    return weights;
  }

  private Path write(Map<String, Tensor> tensors) throws IOException {
    StringBuilder header = new StringBuilder("{");
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
      float[] values = entry.getValue().values;
      int begin = data.size();
      ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asFloatBuffer().put(values);
      data.write(bytes.array());
      header.append(header.length() == 1 ? "" : ",");
      header.append(
          "\"%s\":{\"dtype\":\"F32\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
              .formatted(entry.getKey(), entry.getValue().shape, begin, data.size()));
    }
    byte[] json = header.append('}').toString().getBytes(StandardCharsets.UTF_8);
    Path file = folder.resolve("w.safetensors");
    ByteBuffer whole =
        ByteBuffer.allocate(8 + json.length + data.size()).order(ByteOrder.LITTLE_ENDIAN);
    Files.write(file, whole.putLong(json.length).put(json).put(data.toByteArray()).array());
    return file;
  }

  private TrainingReport train(
      String out, String architecture, int epochs, double rate, InitialWeights initial)
      throws Exception {
    return new TrainingStage().run(request(out, architecture, epochs, rate, initial), line -> {});
  }

  private TrainingRequest request(
      String out, String architecture, int epochs, double rate, InitialWeights initial) {
    return new TrainingRequest(
        dataset,
        architecture,
        null,
        epochs,
        32,
        rate,
        7,
        1,
        folder.resolve(out),
        architecture.equals("mlp")
            ? Map.of("hidden", "16,12")
            : Map.of("width", "0.25", "blocks", "2"),
        new TrainingOptions(
            0, 0, "constant", 0, ClassWeights.NONE, Augmentation.NONE, initial, "cpu"));
  }
}

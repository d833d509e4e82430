package io.edge4j.runtime.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.TensorProto;
import io.edge4j.model.ModelFormatException;
import io.edge4j.model.OutputKind;
import io.edge4j.runtime.EdgeOptions;
import io.edge4j.runtime.ModelException;
import io.edge4j.runtime.ModelResource;
import io.edge4j.runtime.OnnxBytes;
import io.edge4j.runtime.Prediction;
import io.edge4j.runtime.SeedCnn;
import io.edge4j.runtime.TinyModels;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelReferenceTest {
  private static final EdgeOptions OPTIONS =
      EdgeOptions.defaults().withLabels(SeedCnn.LABELS).withOutput(OutputKind.LOGITS);

  @TempDir Path folder;

  private static ModelReference seed() throws Exception {
    return ModelReference.ofResource(SeedCnn.RESOURCE).withOptions(OPTIONS);
  }

  private Path seedFile() throws Exception {
    return Files.write(folder.resolve("seed.onnx"), ModelResource.read(SeedCnn.RESOURCE));
  }

  private static ModelReference travelled(ModelReference reference) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(reference);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (ModelReference) in.readObject();
    }
  }

  @Test
  void everyKindAnswersAfterItsTravelAsTheModelDoesHere() throws Exception {
    float[] image = SeedCnn.images()[0];
    float[] logits = SeedCnn.logits()[0];
    for (ModelReference reference :
        List.of(
            seed(),
            ModelReference.ofFile(seedFile()).withOptions(OPTIONS),
            ModelReference.ofBytes("seed", ModelResource.read(SeedCnn.RESOURCE))
                .withOptions(OPTIONS))) {
      ModelReference there = travelled(reference);
      assertThat(there).isEqualTo(reference).hasSameHashCodeAs(reference);
      Prediction prediction = there.predictor().predict(image);
      assertThat(prediction.values()).usingComparatorWithPrecision(1e-4f).containsExactly(logits);
      assertThat(prediction.label()).isEqualTo("Ankle boot");
      assertThat(there.predictor()).isSameAs(reference.predictor());
    }
  }

  @Test
  void referencesToTheSameModelAreTheSameKey() throws Exception {
    Map<ModelReference, String> byModel = new HashMap<>();
    byModel.put(seed(), "seed");
    assertThat(byModel).containsKey(seed());
    assertThat(byModel).doesNotContainKey(seed().withOptions(OPTIONS.withThreads(2)));
    assertThat(byModel).doesNotContainKey(ModelReference.ofResource(SeedCnn.RESOURCE));
  }

  @Test
  void anotherModelOfTheSameNameIsRefused() throws Exception {
    Path file = seedFile();
    ModelReference reference = ModelReference.ofFile(file);
    Files.write(file, OnnxBytes.withMetadata(Files.readAllBytes(file), Map.of("another", "one")));
    String found = ModelReference.ofFile(file).sha256();

    assertThatThrownBy(reference::predictor)
        .isInstanceOf(ModelMismatchException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("expected")
        .hasMessageContaining(reference.sha256())
        .hasMessageContaining("found " + found)
        .hasMessageContaining("Give the workers the model of the job");
  }

  @Test
  void aModelThatCouldNotBeOpenedIsTriedAgain() throws Exception {
    Path file = seedFile();
    ModelReference reference = ModelReference.ofFile(file);
    byte[] model = Files.readAllBytes(file);
    Files.delete(file);
    assertThatThrownBy(reference::predictor).isInstanceOf(NoSuchFileException.class);
    Files.write(file, model);
    assertThat(reference.info().name()).isEqualTo("seed");
  }

  @Test
  void bytesThatAreNoModelSaySo() {
    ModelReference reference = ModelReference.ofBytes("text", new byte[] {1, 2, 3});
    assertThatThrownBy(reference::predictor)
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith("text is damaged or no ONNX model");
  }

  @Test
  void externalDataIsPartOfTheModel() throws Exception {
    Path file = folder.resolve("scaled.onnx");
    TinyModels.scaledBeside(file, "factors.bin");
    ModelReference reference = ModelReference.ofFile(file);
    assertThat(reference.predictor().predict(new float[] {1, 1}).values()).containsExactly(2, 3);
    byte[] factors = Files.readAllBytes(folder.resolve("factors.bin"));
    factors[0] ^= 1;
    Files.write(folder.resolve("factors.bin"), factors);

    assertThat(ModelReference.ofFile(file).sha256()).isNotEqualTo(reference.sha256());
    assertThatThrownBy(travelled(reference).withOptions(OPTIONS.withThreads(2))::predictor)
        .isInstanceOf(ModelMismatchException.class)
        .hasMessageContaining(reference.sha256());
  }

  @Test
  void aFileThatIsNoModelIsRefusedWhereTheJobIsDefined() throws Exception {
    Path file = Files.writeString(folder.resolve("page.onnx"), "<!DOCTYPE html><html></html>");

    assertThatThrownBy(() -> ModelReference.ofFile(file))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("is an HTML page");
  }

  @Test
  void poisonedRecordsAreRejectedWithTheReasonAndTheOthersAnswered() throws Exception {
    float[] good = SeedCnn.images()[0];
    float[] notANumber = good.clone();
    notANumber[3] = Float.NaN;
    float[] infinite = good.clone();
    infinite[783] = Float.NEGATIVE_INFINITY;
    List<float[]> records = new ArrayList<>();
    records.add(good);
    records.add(new float[783]);
    records.add(notANumber);
    records.add(infinite);
    records.add(null);
    records.add(good);

    List<String> outcomes = new ArrayList<>();
    seed()
        .scoreAll(records.iterator(), record -> record)
        .forEachRemaining(
            scored ->
                outcomes.add(
                    scored
                        .prediction()
                        .map(Prediction::label)
                        .orElseGet(scored.rejection()::orElseThrow)));
    assertThat(outcomes)
        .containsExactly(
            "Ankle boot",
            "expected 784 values for a sample of shape [1, 28, 28], found 783",
            "expected finite values, found NaN at index 3",
            "expected finite values, found -Infinity at index 783",
            "expected 784 values for a sample of shape [1, 28, 28], found null",
            "Ankle boot");
  }

  @Test
  void whatIsNotTheRecordsFaultIsThrown() throws Exception {
    Iterator<Scored<String>> scored =
        seed()
            .scoreAll(
                List.of("record").iterator(),
                record -> {
                  throw new IllegalStateException("the store is gone");
                });
    assertThatThrownBy(scored::next).hasMessage("the store is gone");
  }

  private static ModelReference ofRecipe(String recipe) {
    return ModelReference.ofBytes(
        "identity",
        TinyModels.identity(
            TensorProto.DataType.FLOAT, List.of(3L), Map.of("edge.recipe", recipe)));
  }

  private static Iterator<Integer> endless(int[] taken) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return true;
      }

      @Override
      public Integer next() {
        return taken[0]++;
      }
    };
  }

  @Test
  void recordsWhoseRowsStandAloneAreTakenAndScoredTogether() throws Exception {
    int[] taken = {0};
    float[] reused = new float[3];
    Iterator<Scored<Integer>> scored =
        ofRecipe("blockwise")
            .scoreAll(
                endless(taken),
                record -> {
                  Arrays.fill(reused, record);
                  return reused;
                });
    assertThat(taken[0]).isZero();
    for (int i = 0; i < 70; i++) {
      assertThat(scored.hasNext()).isTrue();
      Scored<Integer> next = scored.next();
      assertThat(next.record()).isEqualTo(i);
      assertThat(next.prediction().orElseThrow().values()).containsExactly(i, i, i);
      assertThat(taken[0]).isEqualTo(32 * (i / 32 + 1));
    }
  }

  @Test
  void aRecordThatIsRejectedLeavesTheOthersOfItsBatchTheirAnswers() throws Exception {
    List<float[]> records = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      records.add(i == 5 ? new float[2] : i == 38 ? null : new float[] {i, i, i});
    }

    List<Scored<float[]>> scored = new ArrayList<>();
    ofRecipe("fp32").scoreAll(records.iterator(), record -> record).forEachRemaining(scored::add);

    assertThat(scored).hasSize(40);
    for (int i = 0; i < 40; i++) {
      assertThat(scored.get(i).record()).isSameAs(records.get(i));
      assertThat(scored.get(i).isRejected()).isEqualTo(i == 5 || i == 38);
    }
    assertThat(scored.get(5).rejection().orElseThrow())
        .isEqualTo("expected 3 values for a sample of shape [3], found 2");
    assertThat(scored.get(39).prediction().orElseThrow().values()).containsExactly(39, 39, 39);
  }

  /** Of a model whose rows change each other's answers, or that does not say that they do not. */
  @Test
  void oneRecordIsTakenForEachResult() throws Exception {
    float[] image = SeedCnn.images()[0];
    int[] taken = {0};
    Iterator<Integer> records = endless(taken);
    Iterator<Scored<Integer>> scored = seed().scoreAll(records, record -> image);
    assertThat(taken[0]).isZero();
    for (int i = 0; i < 500; i++) {
      assertThat(scored.hasNext()).isTrue();
      assertThat(taken[0]).isEqualTo(i);
      assertThat(scored.next().record()).isEqualTo(i);
      assertThat(taken[0]).isEqualTo(i + 1);
    }
  }

  @Test
  void aScoredRecordIsAnsweredOrRejected() throws Exception {
    assertThat(seed().score(SeedCnn.images()[0], image -> image).isRejected()).isFalse();
    assertThat(seed().score(new float[2], image -> image).isRejected()).isTrue();
  }
}

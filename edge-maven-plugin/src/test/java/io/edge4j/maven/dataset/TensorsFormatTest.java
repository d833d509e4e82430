package io.edge4j.maven.dataset;

import static io.edge4j.maven.dataset.tensors.NpyFile.floats;
import static io.edge4j.maven.dataset.tensors.NpyFile.longs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edge4j.maven.dataset.tensors.NpyFile;
import io.edge4j.maven.stage.StageException;
import io.edge4j.model.Dim;
import io.edge4j.model.Fact;
import io.edge4j.model.InputContract;
import io.edge4j.model.Origin;
import io.edge4j.model.TensorInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Arrays by the names of a model's inputs, checked against it before anything runs. */
class TensorsFormatTest {
  private static final TensorInfo IDS = input("input_ids", "int64", "batch", "sequence");
  private static final TensorInfo MASK = input("attention_mask", "int64", "batch", "sequence");
  private static final TensorInfo PIXELS = input("pixels", "float", "", "3");
  private static final TensorInfo SCORES = input("scores", "float", "batch", "3");

  @TempDir Path folder;

  @Test
  void everyInputGetsASampleOfItsArray() throws Exception {
    both(
        Map.of(
            "input_ids", longs("(2, 3)", 1, 2, 3, 4, 5, 6),
            "attention_mask", longs("(2, 3)", 1, 1, 1, 1, 1, 0)));

    FittedDataset dataset = open(model(IDS, MASK));

    assertThat(dataset.test().size()).isEqualTo(2);
    assertThat(dataset.task()).isEmpty();
    assertThat(dataset.test().isLabelled()).isFalse();
    assertThat(dataset.sizes()).isEqualTo(Map.of("sequence", 3L));
    assertThat(dataset.test().tensors(1).get("input_ids").longs()).containsExactly(4, 5, 6);
    assertThat(dataset.test().tensors(1).get("input_ids").shape()).containsExactly(1L, 3L);
    assertThat(dataset.test().tensors(1).get("attention_mask").longs()).containsExactly(1, 1, 0);
  }

  @Test
  void scalarsAndStatesGetTheAxesThatTheModelWants() throws Exception {
    both(
        Map.of(
            "sr", longs("(1,)", 16_000),
            "state", floats("(1, 2, 2)", 1, 2, 3, 4),
            "whole", floats("(1, 1, 2)", 5, 6)));

    FittedDataset dataset =
        open(
            model(
                input("sr", "int64"),
                input("state", "float", "2", "", "2"),
                input("whole", "float", "batch", "2")));

    assertThat(dataset.test().tensors(0).get("sr").shape()).isEmpty();
    assertThat(dataset.test().tensors(0).get("state").shape()).containsExactly(2L, 1L, 2L);
    assertThat(dataset.test().tensors(0).get("whole").shape()).containsExactly(1L, 2L);
  }

  @Test
  void aMissingArrayIsNamedWithBothSides() throws Exception {
    both(Map.of("ids", longs("(2, 3)", 1, 2, 3, 4, 5, 6)));

    assertThatThrownBy(() -> Datasets.validateFor(model(IDS, MASK), spec()))
        .isInstanceOf(StageException.class)
        .hasMessageContaining("<dataset> (edge.dataset)")
        .hasMessageContaining("there is no array for the input input_ids: int64[batch, sequence]")
        .hasMessageContaining("there is no array for the input attention_mask")
        .hasMessageContaining("the array 'ids' is no input of it")
        .hasMessageContaining(
            "The model takes [input_ids: int64[batch, sequence], attention_mask: int64[batch,"
                + " sequence]]; train.npz holds [ids: int64[2, 3]]");
  }

  @Test
  void arraysWithoutNamesAreToldHowToGetSome() throws Exception {
    both(Map.of("arr_0", floats("(1, 3)", 1, 2, 3)));

    assertThatThrownBy(() -> Datasets.validateFor(model(PIXELS), spec()))
        .hasMessageContaining("numpy.savez(file, name=array)");
  }

  @Test
  void anotherShapeIsRefused() throws Exception {
    both(Map.of("pixels", floats("(1, 4)", 1, 2, 3, 4)));

    assertThatThrownBy(() -> Datasets.validateFor(model(PIXELS), spec()))
        .hasMessageContaining(
            "a sample of pixels has the shape [4], and the model takes pixels: float[?, 3]");
  }

  @Test
  void oneDimensionHasOneSize() throws Exception {
    both(Map.of("input_ids", longs("(1, 3)", 1, 2, 3), "attention_mask", longs("(1, 2)", 1, 1)));

    assertThatThrownBy(() -> Datasets.validateFor(model(IDS, MASK), spec()))
        .hasMessageContaining("sequence is 3 by input_ids and 2 by attention_mask");
  }

  @Test
  void aSizeOfThePomThatTheSamplesDoNotHaveIsRefused() throws Exception {
    both(Map.of("input_ids", longs("(1, 3)", 1, 2, 3)));
    InputContract sized =
        InputContract.of(List.of(IDS))
            .withSizes("sequence", Fact.of(List.of(16L, 128L), Origin.POM));

    assertThatThrownBy(
            () -> Datasets.validateFor(new ModelView(sized, List.of(), List.of()), spec()))
        .hasMessageContaining("sequence is 3 in the samples and [16, 128] in the pom");
  }

  @Test
  void numbersOfAnotherTypeAreTakenWhenNoneChanges() throws Exception {
    both(Map.of("pixels", doubles("(1, 3)", 0.5, -2, 1e10), "input_ids", ints("(1, 2)", 7, -8)));

    FittedDataset dataset = open(model(PIXELS, IDS));

    assertThat(dataset.test().tensors(0).get("pixels").floats()).containsExactly(0.5f, -2, 1e10f);
    assertThat(dataset.test().tensors(0).get("input_ids").longs()).containsExactly(7, -8);
  }

  @Test
  void aNumberThatWouldChangeIsRefusedWithTheWayOut() throws Exception {
    both(Map.of("pixels", doubles("(2, 3)", 1, 2, 3, 0.5, 0.1, 0.5)));

    assertThatThrownBy(() -> open(model(PIXELS)))
        .isInstanceOf(StageException.class)
        .hasMessageContaining("pixels of")
        .hasMessageContaining("train.npz: sample 1 has the value 0.1, which is none of float")
        .hasMessageContaining(".astype(numpy.float32)");
  }

  @Test
  void anIdThatDoesNotFitIsRefused() throws Exception {
    both(Map.of("ids", longs("(1, 2)", 3, 1L << 40)));

    assertThatThrownBy(() -> open(model(input("ids", "int32", "batch", "sequence"))))
        .hasMessageContaining("1099511627776, which is none of int32");
  }

  @Test
  void differentNumbersOfSamplesAreRefused() throws Exception {
    both(Map.of("pixels", floats("(2, 3)", 1, 2, 3, 4, 5, 6), "labels", longs("(3,)", 0, 1, 0)));

    assertThatThrownBy(() -> Datasets.validateFor(model(PIXELS), spec()))
        .hasMessageContaining("different numbers of samples")
        .hasMessageContaining("2 in pixels")
        .hasMessageContaining("3 in labels");
  }

  @Test
  void noSamplesAreRefused() throws Exception {
    both(Map.of("pixels", floats("(0, 3)")));

    assertThatThrownBy(() -> Datasets.validateFor(model(PIXELS), spec()))
        .hasMessageContaining("it has no samples");
  }

  @Test
  void wholeNumbersAreIndicesOfTheOutput() throws Exception {
    labelled(longs("(2,)", 2, 0));

    FittedDataset dataset = open(model(PIXELS));

    assertThat(dataset.task()).contains(Task.CLASSIFICATION);
    assertThat(dataset.classNames()).containsExactly("0", "1", "2");
    assertThat(dataset.test().label(0)).isEqualTo(2);
  }

  @Test
  void numbersThatAreNoIndicesAreNamesInTheirOrder() throws Exception {
    both(Map.of("pixels", floats("(3, 3)", new float[9]), "labels", longs("(3,)", 20, 10, 30)));

    FittedDataset dataset = open(model(PIXELS));

    assertThat(dataset.classNames()).containsExactly("10", "20", "30");
    assertThat(dataset.test().label(0)).isEqualTo(1);
  }

  @Test
  void numbersThatFitNoOutputAreRefused() throws Exception {
    labelled(longs("(2,)", 7, 5000));

    assertThatThrownBy(() -> open(model(PIXELS)))
        .hasMessageContaining("2 different numbers from 7 to 5000, and the model has 3 classes")
        .hasMessageContaining("'targets'");
  }

  @Test
  void textsAreClassesInAlphabeticalOrder() throws Exception {
    both(
        Map.of(
            "pixels", floats("(3, 3)", new float[9]),
            "labels", texts("dog", "cat", "emu")));

    FittedDataset dataset = open(model(PIXELS));

    assertThat(dataset.classNames()).containsExactly("cat", "dog", "emu");
    assertThat(dataset.test().label(0)).isEqualTo(1);
  }

  @Test
  void textsAreLookedUpInTheClassesOfTheModel() throws Exception {
    labelled(texts("cat", "dog"));

    FittedDataset dataset =
        open(
            new ModelView(
                InputContract.of(List.of(PIXELS)), List.of(SCORES), List.of("dog", "emu", "cat")));

    assertThat(dataset.classNames()).containsExactly("dog", "emu", "cat");
    assertThat(dataset.test().label(0)).isEqualTo(2);
  }

  @Test
  void textsThatAreNoClassesOfTheModelAreRefused() throws Exception {
    labelled(texts("cat", "cow"));

    assertThatThrownBy(
            () ->
                open(
                    new ModelView(
                        InputContract.of(List.of(PIXELS)),
                        List.of(SCORES),
                        List.of("dog", "emu", "cat"))))
        .hasMessageContaining("[cow] are no classes of the model, which has [dog, emu, cat]");
  }

  @Test
  void fewerTextsThanClassesAskForTheNames() throws Exception {
    labelled(texts("cat", "dog"));

    assertThatThrownBy(() -> open(model(PIXELS)))
        .hasMessageContaining("2 different ones, [cat, dog]")
        .hasMessageContaining("3 values per sample")
        .hasMessageContaining("<labels>");
  }

  @Test
  void fractionsAreNoClasses() throws Exception {
    labelled(floats("(2,)", 0.5f, 1));

    assertThatThrownBy(() -> Datasets.validateFor(model(PIXELS), spec()))
        .hasMessageContaining("labels: float[2] are no classes")
        .hasMessageContaining("'targets'");
  }

  @Test
  void targetsAreValuesToPredict() throws Exception {
    both(Map.of("pixels", floats("(2, 3)", new float[6]), "targets", doubles("(2, 1)", 1.5, 2.5)));

    FittedDataset dataset = open(model(PIXELS));

    assertThat(dataset.task()).contains(Task.REGRESSION);
    assertThat(dataset.classNames()).isEmpty();
    assertThat(dataset.test().target(1)).isEqualTo(2.5f);
    assertThat(dataset.targetSpread().orElseThrow().mean()).isEqualTo(2);
  }

  @Test
  void oneOfLabelsAndTargets() throws Exception {
    both(
        Map.of(
            "pixels", floats("(1, 3)", 1, 2, 3),
            "labels", longs("(1,)", 0),
            "targets", floats("(1,)", 0)));

    assertThatThrownBy(() -> Datasets.validateFor(model(PIXELS), spec()))
        .hasMessageContaining("there are 'labels' and 'targets'; keep one of them");
  }

  @Test
  void objectsAreRefusedBeforeAnythingRuns() throws Exception {
    both(Map.of("pixels", NpyFile.bytes(1, "|O", false, "(1,)", ByteBuffer.allocate(8))));

    assertThatThrownBy(() -> Datasets.validate(spec()))
        .isInstanceOf(StageException.class)
        .hasMessageContaining("pixels of")
        .hasMessageContaining("|O")
        .hasMessageContaining(".astype(");
  }

  @Test
  void aSplitThatIsMissingIsNamed() throws Exception {
    NpyFile.archive(
        folder.resolve("train.npz"), false, Map.of("pixels", floats("(1, 3)", 1, 2, 3)));

    assertThatThrownBy(() -> Datasets.validate(spec()))
        .hasMessageContaining("neither test.npz nor a folder test of .npy files");
  }

  @Test
  void aFolderOfArraysIsReadToo() throws Exception {
    for (String split : List.of("train", "test")) {
      Files.write(
          Files.createDirectory(folder.resolve(split)).resolve("pixels.npy"),
          floats("(1, 3)", 7, 8, 9));
    }

    assertThat(open(model(PIXELS)).test().tensors(0).get("pixels").floats())
        .containsExactly(7, 8, 9);
  }

  @Test
  void nothingIsTrainedOnTensors() throws Exception {
    both(Map.of("pixels", floats("(1, 3)", 1, 2, 3)));

    assertThatThrownBy(() -> Datasets.validate(new DatasetSpec("tensors", folder, 42, Map.of())))
        .isInstanceOf(StageException.class)
        .hasMessageContaining("<onnxModel>");
  }

  @Test
  void anotherValueIsAnotherFingerprint() throws Exception {
    both(Map.of("pixels", floats("(1, 3)", 1, 2, 3)));
    String source = Datasets.sourceFingerprint(spec());
    String samples = open(model(PIXELS)).summary().fingerprint();

    both(Map.of("pixels", floats("(1, 3)", 1, 2, 4)));

    assertThat(Datasets.sourceFingerprint(spec())).isNotEqualTo(source);
    assertThat(open(model(PIXELS)).summary().fingerprint())
        .startsWith("sha256:")
        .isNotEqualTo(samples);
  }

  private void labelled(byte[] labels) throws IOException {
    both(Map.of("pixels", floats("(2, 3)", new float[6]), "labels", labels));
  }

  private void both(Map<String, byte[]> arrays) throws IOException {
    NpyFile.archive(folder.resolve("train.npz"), false, arrays);
    NpyFile.archive(folder.resolve("test.npz"), true, arrays);
  }

  private DatasetSpec spec() {
    return new DatasetSpec("tensors", folder, 42, Map.of()).withBroughtModel();
  }

  private FittedDataset open(ModelView model) throws Exception {
    return Datasets.openFor(model, spec(), line -> {});
  }

  private static ModelView model(TensorInfo... inputs) {
    return new ModelView(InputContract.of(List.of(inputs)), List.of(SCORES), List.of());
  }

  private static TensorInfo input(String name, String type, String... axes) {
    return new TensorInfo(
        name,
        type,
        Arrays.stream(axes)
            .map(
                axis ->
                    axis.isEmpty()
                        ? Dim.open()
                        : Optional.of(axis)
                            .filter(text -> text.matches("\\d+"))
                            .map(text -> Dim.of(Long.parseLong(text)))
                            .orElseGet(() -> Dim.named(axis)))
            .toList());
  }

  private static byte[] doubles(String shape, double... values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * 8).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asDoubleBuffer().put(values);
    return NpyFile.bytes(1, "<f8", false, shape, bytes);
  }

  private static byte[] ints(String shape, int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asIntBuffer().put(values);
    return NpyFile.bytes(1, "<i4", false, shape, bytes);
  }

  /** Of three characters each. */
  private static byte[] texts(String... values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * 12);
    for (String value : values) {
      bytes.put(value.getBytes(Charset.forName("UTF-32LE")));
    }
    return NpyFile.bytes(1, "<U3", false, "(" + values.length + ",)", bytes.flip());
  }
}

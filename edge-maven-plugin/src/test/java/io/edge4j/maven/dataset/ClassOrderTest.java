package io.edge4j.maven.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edge4j.maven.stage.StageException;
import io.edge4j.model.Dim;
import io.edge4j.model.InputContract;
import io.edge4j.model.TensorInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table has its classes in the order of their names, and a model in an order of its own. */
class ClassOrderTest {
  private final List<String> said = new ArrayList<>();

  @TempDir Path folder;

  @Test
  void aModelThatNamesItsClassesDecidesTheirOrder() throws Exception {
    FittedDataset dataset = open(List.of("cat", "dog"), 2, "dog", "cat");

    assertThat(dataset.classNames()).containsExactly("dog", "cat");
    assertLabels(dataset, "dog", "cat");
    assertThat(dataset.asRows(List.of(1L)).classNames()).containsExactly("dog", "cat");
    assertThat(said).isEmpty();
  }

  @Test
  void aModelMayKnowMoreClassesThanTheDatasetHas() throws Exception {
    FittedDataset dataset = open(List.of("cat", "dog"), 4, "emu", "dog", "fox", "cat");

    assertThat(dataset.summary().classNames()).containsExactly("emu", "dog", "fox", "cat");
    assertLabels(dataset, "emu", "dog", "fox", "cat");
  }

  @Test
  void numbersArePlacesOfAModelsClassesAndThatIsSaid() throws Exception {
    FittedDataset dataset = open(List.of("0", "2"), 3, "cat", "dog", "emu");

    assertThat(classes(dataset)).containsOnly(0, 2);
    assertThat(said).singleElement().asString().contains("places of [cat, dog, emu]");
  }

  @Test
  void otherNumbersAreTakenInTheirOrderAndThatIsSaid() throws Exception {
    FittedDataset dataset = open(List.of("10", "2"), 2, "small", "large");

    assertThat(dataset.classNames()).containsExactly("small", "large");
    assertThat(said).singleElement().asString().contains("[2, 10]").contains("[small, large]");
  }

  @Test
  void numbersArePlacesInTheOutputOfAModelWithoutNames() throws Exception {
    FittedDataset dataset = open(List.of("0", "2"), 3);

    assertThat(dataset.classNames()).containsExactly("0", "1", "2");
    assertThat(classes(dataset)).containsOnly(0, 2);
    assertThat(said).isEmpty();
  }

  @Test
  void namesThatAModelDoesNotKnowKeepTheirOrderAndThatIsSaid() throws Exception {
    FittedDataset dataset = open(List.of("dog", "cat"), 2);

    assertThat(dataset.classNames()).containsExactly("cat", "dog");
    assertThat(said).singleElement().asString().contains("[cat, dog]").contains("<labels>");
  }

  @Test
  void classesThatAModelDoesNotHaveAreRefused() {
    assertThatThrownBy(() -> open(List.of("cat", "cow"), 2, "cat", "dog"))
        .isInstanceOf(StageException.class)
        .hasMessageContaining("[cow]")
        .hasMessageContaining("[cat, dog]")
        .hasMessageContaining("<labels>");
  }

  /** Every sample is labelled as its row in the file: even rows have the first class. */
  private static void assertLabels(FittedDataset dataset, String... names) {
    for (int i = 0; i < dataset.test().size(); i++) {
      float value = dataset.test().tensors(i).get("x").floats()[0];
      String expected = value % 2 == 0 ? "cat" : "dog";
      assertThat(names[dataset.test().label(i)]).isEqualTo(expected);
    }
  }

  private static List<Integer> classes(FittedDataset dataset) {
    return IntStream.range(0, dataset.train().size()).mapToObj(dataset.train()::label).toList();
  }

  private FittedDataset open(List<String> classes, int outputs, String... labels)
      throws StageException, IOException {
    StringBuilder table = new StringBuilder("x,label\n");
    for (int i = 0; i < 40; i++) {
      table.append(i).append(',').append(classes.get(i % 2)).append('\n');
    }
    Files.writeString(folder.resolve("table.csv"), table);
    ModelView model =
        new ModelView(
            InputContract.of(List.of(tensor("x", 1))),
            List.of(tensor("scores", outputs)),
            List.of(labels));
    DatasetSpec spec =
        new DatasetSpec(
            "csv", folder, 42, Map.of("file", "table.csv", "label", "label", "testShare", "0.3"));
    return Datasets.openFor(model, spec.withBroughtModel(), said::add);
  }

  private static TensorInfo tensor(String name, int size) {
    return new TensorInfo(name, "float", List.of(Dim.named("batch"), Dim.of(size)));
  }
}

package io.edge4j.maven.dataset;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edge4j.maven.stage.StageException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ClassFormatTest {
  private static final String CLASS = "com.example.Rings";

  @Test
  void aClassNameIsEnough() {
    assertThatCode(() -> Datasets.validate(spec(Map.of()))).doesNotThrowAnyException();
  }

  @Test
  void withoutAClassNameThereIsNoDataset() {
    DatasetSpec spec = new DatasetSpec("class", null, 42, Map.of());
    assertThatThrownBy(() -> Datasets.validate(spec))
        .isInstanceOf(StageException.class)
        .hasMessageContainingAll("<className> in <parameters> of <dataset>", "missing");
  }

  @Test
  void parametersThatCannotWorkAreRefused() {
    assertRefused(Map.of("className", "com/example/Rings"), "<className>", "com/example/Rings");
    assertRefused(Map.of("task", "ranking"), "<task>", "'ranking'", "regression");
    assertRefused(Map.of("labels", "inner"), "<labels>", "'inner'", "inner,outer");
    assertRefused(Map.of("labels", "inner,inner"), "<labels>", "all different");
    assertRefused(Map.of("labels", "inner,outer", "task", "regression"), "<labels>", "regression");
    assertRefused(Map.of("testShare", "2"), "<testShare>", "'2'", "0.9");
    assertRefused(Map.of("width", "28"), "<width>", "className");
  }

  @Test
  void aFolderThatIsNotThereIsRefused() {
    DatasetSpec spec = spec(Map.of()).withDirectory(Path.of("nowhere"));
    assertThatThrownBy(() -> Datasets.validate(spec))
        .isInstanceOf(StageException.class)
        .hasMessageContainingAll("edge.dataset.directory", "'nowhere'", "no folder");
  }

  @Test
  void nothingCanBeReadBeforeAWorkerHas() {
    assertThatThrownBy(() -> Datasets.open(spec(Map.of())))
        .isInstanceOf(StageException.class)
        .hasMessageContainingAll(CLASS, "not been read yet");
  }

  private static void assertRefused(Map<String, String> parameters, String... parts) {
    assertThatThrownBy(() -> Datasets.validate(spec(parameters)))
        .isInstanceOf(StageException.class)
        .hasMessageContainingAll(parts);
  }

  private static DatasetSpec spec(Map<String, String> parameters) {
    Map<String, String> all = new TreeMap<>(parameters);
    all.putIfAbsent("className", CLASS);
    return new DatasetSpec("class", null, 42, all);
  }
}

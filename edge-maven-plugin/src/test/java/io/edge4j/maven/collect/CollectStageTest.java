package io.edge4j.maven.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.dataset.Batch;
import ai.djl.training.dataset.Dataset.Usage;
import ai.djl.training.dataset.RandomAccessDataset;
import ai.djl.training.dataset.Record;
import ai.djl.translate.Batchifier;
import ai.djl.util.Progress;
import io.edge4j.maven.dataset.Dataset;
import io.edge4j.maven.dataset.DatasetSpec;
import io.edge4j.maven.dataset.Datasets;
import io.edge4j.maven.dataset.StoredContents;
import io.edge4j.maven.stage.StageException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CollectStageTest {
  @TempDir Path folder;

  @Test
  void aClassThatTakesTheUsageBringsItsOwnSplit() throws Exception {
    Dataset dataset = collected(Split.class, Map.of("labels", "low, middle, high"));
    assertThat(dataset.name()).isEqualTo("class (" + Split.class.getName() + ")");
    assertThat(dataset.classNames()).containsExactly("low", "middle", "high");
    assertThat(dataset.sampleShape()).containsExactly(2);
    assertThat(dataset.train().size()).isEqualTo(9);
    assertThat(dataset.test().size()).isEqualTo(3);
    float[] sample = new float[2];
    dataset.train().copyTo(4, sample, 0);
    assertThat(sample).containsExactly(4, 40);
    assertThat(dataset.train().label(4)).isEqualTo(1);
  }

  @Test
  void aClassWithoutASplitIsSplitByTheSeed() throws Exception {
    Dataset dataset = collected(Whole.class, Map.of("testShare", "0.25"));
    assertThat(dataset.classNames()).containsExactly("0", "1", "2");
    assertThat(dataset.train().size()).isEqualTo(9);
    assertThat(dataset.test().size()).isEqualTo(3);
    Dataset otherwise =
        Datasets.open(Datasets.stored(new DatasetSpec("class", null, 7, Map.of()), folder));
    assertThat(otherwise.fingerprint()).isNotEqualTo(dataset.fingerprint());
  }

  @Test
  void aFunctionBuildsADatasetForEachUsage() throws Exception {
    assertThat(collected(Builder.class, Map.of()).test().size()).isEqualTo(3);
  }

  @Test
  void aDatasetThatIsNoRandomAccessDatasetIsReadInItsOwnBatches() throws Exception {
    Dataset dataset = collected(Stream.class, Map.of());
    assertThat(dataset.train().size() + dataset.test().size()).isEqualTo(6);
  }

  @Test
  void valuesToPredictHaveNoClasses() throws Exception {
    Dataset dataset = collected(Values.class, Map.of("task", "regression"));
    assertThat(dataset.hasClasses()).isFalse();
    assertThat(dataset.test().target(0)).isIn(0f, 0.5f, 1f, 1.5f);
  }

  @Test
  void theSameDatasetHasTheSameFingerprint() throws Exception {
    String once = collected(Split.class, Map.of()).fingerprint();
    assertThat(collected(Split.class, Map.of()).fingerprint()).isEqualTo(once);
    assertThat(collected(Builder.class, Map.of()).fingerprint()).isEqualTo(once);
  }

  @Test
  void aFailureLeavesNothing() {
    assertRefused(Broken.class, Map.of(), "record 2 of the dataset", "disk on fire");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aClassThatIsNotThereMeansCompileFirst() {
    assertRefused("com.example.Nowhere", Map.of(), "'com.example.Nowhere'", "mvn compile");
  }

  @Test
  void aClassThatGivesNoDatasetsIsRefused() {
    assertRefused("java.lang.String", Map.of(), "neither an ai.djl.training.dataset.Dataset");
    assertRefused(NoDataset.class, Map.of(), "apply(TRAIN)", "java.lang.String");
    assertRefused(Hidden.class, Map.of(), "public constructor");
    assertRefused(Throwing.class, Map.of(), "constructor failed for TRAIN", "no such file");
  }

  @Test
  void aDatasetWithoutSamplesIsRefused() {
    assertRefused(NoTest.class, Map.of(), "no samples in TEST");
  }

  @Test
  void whatCannotBeTrainedOnIsRefusedWithItsPlace() {
    assertRefused(Shapes.class, Map.of(), "record 2 of the dataset", "(3)", "(2)");
    assertRefused(NotANumber.class, Map.of(), "record 2 of the dataset", "NaN", "position 1 of 2");
    assertRefused(Unlabelled.class, Map.of(), "record 0 of the dataset", "0 arrays as its labels");
    assertRefused(Values.class, Map.of(), "record 1 of the dataset", "0.5", "regression");
    assertRefused(
        Whole.class, Map.of("labels", "low,high"), "label 2.0", "2 classes, 0 to 1", "record 2");
    assertRefused(OneClass.class, Map.of(), "label 0", "one class");
  }

  private Dataset collected(Class<?> type, Map<String, String> parameters) throws Exception {
    DatasetSpec spec = spec(type.getName(), parameters);
    StoredContents contents = new CollectStage().run(new CollectRequest(spec, folder), line -> {});
    assertThat(contents.fingerprint()).startsWith("sha256:");
    return Datasets.open(Datasets.stored(spec, folder));
  }

  private void assertRefused(Class<?> type, Map<String, String> parameters, String... parts) {
    assertRefused(type.getName(), parameters, parts);
  }

  private void assertRefused(String type, Map<String, String> parameters, String... parts) {
    CollectRequest request = new CollectRequest(spec(type, parameters), folder);
    assertThatThrownBy(() -> new CollectStage().run(request, line -> {}))
        .isInstanceOf(StageException.class)
        .hasMessageContaining("<className> in <parameters> of <dataset> is '" + type + "'")
        .hasMessageContainingAll(parts);
  }

  private static DatasetSpec spec(String type, Map<String, String> parameters) {
    Map<String, String> all = new TreeMap<>(parameters);
    all.put("className", type);
    return new DatasetSpec("class", null, 42, all);
  }

  /** Records {@code i} of {@code [i, 10 i]} with label {@code i % 3}. */
  public abstract static class Numbers extends RandomAccessDataset {
    private final int count;

    Numbers(int count) {
      super(new ArrayDataset.Builder().setSampling(4, true));
      this.count = count;
    }

    @Override
    public Record get(NDManager manager, long index) {
      return new Record(new NDList(data(manager, index)), new NDList(label(manager, index)));
    }

    NDArray data(NDManager manager, long index) {
      return manager.create(new float[] {index, 10 * index});
    }

    NDArray label(NDManager manager, long index) {
      return manager.create(index % 3);
    }

    @Override
    protected long availableSize() {
      return count;
    }

    @Override
    public void prepare(Progress progress) {}
  }

  public static final class Whole extends Numbers {
    public Whole() {
      super(12);
    }
  }

  public static class Split extends Numbers {
    public Split(Usage usage) {
      super(usage == Usage.TRAIN ? 9 : 3);
    }
  }

  public static final class NoTest extends Numbers {
    public NoTest(Usage usage) {
      super(usage == Usage.TRAIN ? 9 : 0);
    }
  }

  public static final class Throwing extends Numbers {
    public Throwing(Usage usage) {
      super(1);
      throw new IllegalStateException("no such file");
    }
  }

  public static final class Hidden extends Numbers {
    Hidden() {
      super(1);
    }
  }

  public static final class Builder implements Function<Usage, Split> {
    @Override
    public Split apply(Usage usage) {
      return new Split(usage);
    }
  }

  public static final class NoDataset implements Function<Usage, String> {
    @Override
    public String apply(Usage usage) {
      return "none";
    }
  }

  public static final class Broken extends Numbers {
    public Broken() {
      super(5);
    }

    @Override
    NDArray data(NDManager manager, long index) {
      if (index == 2) {
        throw new IllegalStateException("disk on fire");
      }
      return super.data(manager, index);
    }
  }

  public static final class Shapes extends Numbers {
    public Shapes() {
      super(5);
    }

    @Override
    NDArray data(NDManager manager, long index) {
      return manager.zeros(new Shape(index < 2 ? 2 : 3));
    }
  }

  public static final class NotANumber extends Numbers {
    public NotANumber() {
      super(5);
    }

    @Override
    NDArray data(NDManager manager, long index) {
      return manager.create(new float[] {index, index == 2 ? Float.NaN : 0});
    }
  }

  public static final class OneClass extends Numbers {
    public OneClass() {
      super(5);
    }

    @Override
    NDArray label(NDManager manager, long index) {
      return manager.create(0L);
    }
  }

  public static final class Values extends Numbers {
    public Values() {
      super(5);
    }

    @Override
    NDArray label(NDManager manager, long index) {
      return manager.create(index / 2f);
    }
  }

  public static final class Unlabelled extends Numbers {
    public Unlabelled() {
      super(5);
    }

    @Override
    public Record get(NDManager manager, long index) {
      return new Record(new NDList(data(manager, index)), new NDList());
    }
  }

  /** Two batches of three, which nothing can reach out of order. */
  public static final class Stream implements ai.djl.training.dataset.Dataset {
    @Override
    public Iterable<Batch> getData(NDManager manager) {
      List<Batch> batches = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        NDManager own = manager.newSubManager();
        batches.add(
            new Batch(
                own,
                new NDList(own.ones(new Shape(3, 2))),
                new NDList(own.create(new long[] {0, 1, 0})),
                3,
                Batchifier.STACK,
                Batchifier.STACK,
                i,
                2));
      }
      return batches;
    }

    @Override
    public void prepare(Progress progress) {}
  }
}

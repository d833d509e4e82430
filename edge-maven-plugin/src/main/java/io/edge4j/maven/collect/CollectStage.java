package io.edge4j.maven.collect;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.training.dataset.Batch;
import ai.djl.training.dataset.BatchSampler;
import ai.djl.training.dataset.Dataset;
import ai.djl.training.dataset.Dataset.Usage;
import ai.djl.training.dataset.RandomAccessDataset;
import ai.djl.training.dataset.SequenceSampler;
import ai.djl.translate.TranslateException;
import io.edge4j.maven.dataset.ClassParameters;
import io.edge4j.maven.dataset.StoredContents;
import io.edge4j.maven.dataset.StoredWriter;
import io.edge4j.maven.stage.Progress;
import io.edge4j.maven.stage.Stage;
import io.edge4j.maven.stage.StageException;
import java.io.IOException;
import java.util.Iterator;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * Reads what a class of the project gives, once, and leaves it as files. Records keep the order of
 * the dataset; shuffling is the training's.
 */
public final class CollectStage implements Stage<CollectRequest, StoredContents> {
  private static final String ENGINE = "PyTorch";
  private static final long PROGRESS_NANOS = 5_000_000_000L;

  @Override
  public Class<CollectRequest> requestType() {
    return CollectRequest.class;
  }

  @Override
  public StoredContents run(CollectRequest request, Progress progress)
      throws StageException, IOException {
    ClassParameters parameters = ClassParameters.of(request.dataset());
    DatasetSource source = DatasetSource.of(parameters.className());
    try (StoredWriter out = new StoredWriter(request.directory())) {
      RecordReader reader = new RecordReader(parameters, out);
      int train = read(source, Usage.TRAIN, parameters, reader, progress);
      int test = source.isSplit() ? read(source, Usage.TEST, parameters, reader, progress) : 0;
      progress.say(
          String.format(Locale.ROOT, "read %,d samples of %s", train + test, reader.shape()));
      return out.finish(
          "class (" + parameters.className() + ")",
          reader.shape(),
          reader.classNames(),
          train,
          test);
    }
  }

  private static int read(
      DatasetSource source,
      Usage usage,
      ClassParameters parameters,
      RecordReader reader,
      Progress progress)
      throws StageException, IOException {
    String split = source.isSplit() ? usage.toString() : "the dataset";
    String refused =
        "<className> in <parameters> of <dataset> is '" + parameters.className() + "', which ";
    int count = 0;
    long last = System.nanoTime();
    try (NDManager manager = Engine.getEngine(ENGINE).newBaseManager()) {
      Iterator<Batch> batches = batches(source.open(usage), manager, refused, split);
      while (ask(batches::hasNext, refused, split, count)) {
        try (Batch batch = ask(batches::next, refused, split, count)) {
          count = Math.addExact(count, reader.read(batch, count, split));
        }
        if (System.nanoTime() - last > PROGRESS_NANOS) {
          last = System.nanoTime();
          progress.say(String.format(Locale.ROOT, "read %,d samples of %s", count, split));
        }
      }
    }
    if (count == 0) {
      throw new StageException(
          refused
              + "has no samples in "
              + split
              + "; let it give some for training and for tests.");
    }
    return count;
  }

  /**
   * Record by record where the dataset allows it, so that what goes wrong is told with its place.
   */
  private static Iterator<Batch> batches(
      Dataset dataset, NDManager manager, String refused, String split) throws StageException {
    try {
      dataset.prepare();
      return dataset instanceof RandomAccessDataset records
          ? records.getData(manager, new BatchSampler(new SequenceSampler(), 1, false)).iterator()
          : dataset.getData(manager).iterator();
    } catch (TranslateException | IOException | RuntimeException | LinkageError e) {
      throw new StageException(
          refused + "could not be opened for " + split + ": " + e + ". Repair it.", e);
    }
  }

  /** What the project's own iterator answers; what it throws is told with the record's place. */
  private static <T> T ask(Supplier<T> iterator, String refused, String split, int count)
      throws StageException {
    try {
      return iterator.get();
    } catch (RuntimeException | LinkageError e) {
      throw new StageException(
          refused + "failed at record " + count + " of " + split + ": " + e + ". Repair it.", e);
    }
  }
}

package io.edge4j.runtime.batch;

import io.edge4j.model.InvalidInputException;
import io.edge4j.runtime.Prediction;
import io.edge4j.runtime.Predictor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.function.Function;

/**
 * Scores records when a result is asked for: as many together as the predictor runs together. It
 * holds no more than those, so memory does not depend on how many there are.
 */
final class ScoredIterator<R> implements Iterator<Scored<R>> {
  private final Predictor predictor;
  private final Iterator<? extends R> records;
  private final Function<? super R, float[]> sample;
  private final Queue<Scored<R>> scored = new ArrayDeque<>();

  ScoredIterator(
      Predictor predictor, Iterator<? extends R> records, Function<? super R, float[]> sample) {
    this.predictor = predictor;
    this.records = records;
    this.sample = sample;
  }

  @Override
  public boolean hasNext() {
    return !scored.isEmpty() || records.hasNext();
  }

  @Override
  public Scored<R> next() {
    if (scored.isEmpty()) {
      scoreSome();
    }
    return scored.remove();
  }

  private void scoreSome() {
    List<R> taken = new ArrayList<>();
    do {
      taken.add(records.next());
    } while (taken.size() < predictor.samplesTogether() && records.hasNext());
    if (taken.size() == 1 || !scoreTogether(taken)) {
      taken.forEach(record -> scored.add(score(predictor, record, sample)));
    }
  }

  /** False, with nothing scored, when a record is to be rejected: which one, each tells alone. */
  private boolean scoreTogether(List<R> taken) {
    try {
      List<float[]> samples = new ArrayList<>(taken.size());
      for (R record : taken) {
        float[] values = sample.apply(record);
        if (values == null) {
          return false;
        }
        // The function may fill one array again and again.
        samples.add(values.clone());
      }
      List<Prediction> predictions = predictor.predictAll(samples);
      for (int i = 0; i < taken.size(); i++) {
        scored.add(Scored.answered(taken.get(i), predictions.get(i)));
      }
      return true;
    } catch (InvalidInputException e) {
      return false;
    }
  }

  /** Only what is the record's own fault becomes a rejection; anything else is thrown on. */
  static <R> Scored<R> score(Predictor predictor, R record, Function<? super R, float[]> sample) {
    try {
      return Scored.answered(record, predictor.predict(sample.apply(record)));
    } catch (InvalidInputException e) {
      return Scored.rejected(record, String.valueOf(e.getMessage()));
    }
  }
}

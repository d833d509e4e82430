package io.edge4j.runtime.batch;

import io.edge4j.model.InvalidInputException;
import io.edge4j.runtime.Predictor;
import java.util.Iterator;
import java.util.function.Function;

/**
 * Scores a record when its result is asked for, and holds none: memory does not depend on how many
 * there are.
 */
final class ScoredIterator<R> implements Iterator<Scored<R>> {
  private final Predictor predictor;
  private final Iterator<? extends R> records;
  private final Function<? super R, float[]> sample;

  ScoredIterator(
      Predictor predictor, Iterator<? extends R> records, Function<? super R, float[]> sample) {
    this.predictor = predictor;
    this.records = records;
    this.sample = sample;
  }

  @Override
  public boolean hasNext() {
    return records.hasNext();
  }

  @Override
  public Scored<R> next() {
    return score(predictor, records.next(), sample);
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

package io.edge4j.runtime.batch;

import io.edge4j.runtime.Prediction;
import java.util.Optional;

/**
 * A record with what became of it: a prediction, or the reason why the model cannot take it. Lives
 * where it was made and does not travel: map it to what the engine writes.
 *
 * @param record as it was given
 * @param prediction the answer; empty when the record was rejected
 * @param rejection what was expected of the record and what was found; empty when there is an
 *     answer
 * @since 0.1.0
 */
public record Scored<R>(R record, Optional<Prediction> prediction, Optional<String> rejection) {
  public Scored {
    if (prediction.isPresent() == rejection.isPresent()) {
      throw new IllegalArgumentException(
          "A scored record has either a prediction or a rejection; found prediction "
              + prediction
              + " and rejection "
              + rejection
              + ".");
    }
  }

  static <R> Scored<R> answered(R record, Prediction prediction) {
    return new Scored<>(record, Optional.of(prediction), Optional.empty());
  }

  static <R> Scored<R> rejected(R record, String reason) {
    return new Scored<>(record, Optional.empty(), Optional.of(reason));
  }

  /** Whether the model could not take the record. */
  public boolean isRejected() {
    return rejection.isPresent();
  }
}

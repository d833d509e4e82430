package com.example;

import io.edge4j.runtime.Prediction;
import io.edge4j.runtime.batch.ModelReference;
import io.edge4j.runtime.batch.Scored;
import java.util.Iterator;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One task's work: scores a partition, an image at a time. */
public final class ScoreImages implements MapPartitionsFunction<Image, ScoredImage> {
  private static final long serialVersionUID = 1;
  private static final Logger LOG = LoggerFactory.getLogger(ScoreImages.class);

  private final ModelReference model;

  public ScoreImages(ModelReference model) {
    this.model = model;
  }

  @Override
  public Iterator<ScoredImage> call(Iterator<Image> images) throws Exception {
    // The same for all tasks of an executor: they share one opened model.
    LOG.info("A task scores with predictor {}", System.identityHashCode(model.predictor()));
    Iterator<Scored<Image>> scored = model.scoreAll(images, Image::getPixels);
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return scored.hasNext();
      }

      @Override
      public ScoredImage next() {
        return row(scored.next());
      }
    };
  }

  private static ScoredImage row(Scored<Image> scored) {
    ScoredImage row = new ScoredImage();
    row.setId(scored.record().getId());
    if (scored.isRejected()) {
      row.setStatus("rejected");
      row.setReason(scored.rejection().orElseThrow());
      row.setPixels(scored.record().getPixels());
    } else {
      Prediction prediction = scored.prediction().orElseThrow();
      row.setStatus("scored");
      row.setLabel(prediction.label());
      row.setProbability(prediction.probability());
      row.setProbabilities(prediction.probabilities());
    }
    return row;
  }
}

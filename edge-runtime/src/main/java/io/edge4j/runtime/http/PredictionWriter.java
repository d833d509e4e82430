package io.edge4j.runtime.http;

import io.edge4j.model.OutputKind;
import io.edge4j.runtime.ModelInfo;
import io.edge4j.runtime.Prediction;
import java.util.List;
import org.eclipse.jetty.http.HttpStatus;

/** Writes what a model answered; what is the same each time is encoded once. */
final class PredictionWriter {
  private static final int USUAL_ANSWER = 512;

  /**
   * What a byte of a model's answer takes until it is written: a float's four are held twice, as
   * they came and as probabilities, and then as text.
   */
  static final int BYTES_PER_BYTE = 2 + Datatype.FP32.longestText() / Float.BYTES;

  private final byte[][] labels;
  private final byte[] end;
  private final byte[] logFields;

  PredictionWriter(ModelInfo model) {
    labels =
        model.labels().stream()
            .map(label -> new JsonWriter(label.length() + 2).string(label).toBytes())
            .toArray(byte[][]::new);
    logFields =
        new JsonWriter(64)
            .ascii(",\"model\":")
            .string(model.name())
            .ascii(",\"version\":")
            .string(model.version())
            .toBytes();
    end = new JsonWriter(64).ascii(']').raw(logFields).ascii('}').toBytes();
  }

  /** Name and version of the model, as they stand in each line of the log. */
  byte[] logFields() {
    return logFields;
  }

  /**
   * The answer to a request of these samples.
   *
   * @throws ProblemException for a value that is not finite, which JSON cannot tell
   */
  JsonWriter write(List<Prediction> predictions) throws ProblemException {
    long text = USUAL_ANSWER;
    for (Prediction prediction : predictions) {
      text += (long) Datatype.FP32.longestText() * prediction.size();
    }
    JsonWriter json = new JsonWriter(Math.toIntExact(text));
    json.ascii("{\"predictions\":[");
    String separator = "{";
    for (Prediction prediction : predictions) {
      json.ascii(separator);
      separator = ",{";
      if (prediction.kind() == OutputKind.VALUES) {
        json.ascii("\"values\":");
        float[] values = prediction.values();
        requireFinite(values);
        floats(json, values);
      } else {
        scores(json, prediction);
      }
      json.ascii('}');
    }
    return json.raw(end);
  }

  private static void requireFinite(float[] values) throws ProblemException {
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new ProblemException(
            HttpStatus.UNPROCESSABLE_ENTITY_422,
            "The model's output for this sample is not finite: "
                + values[i]
                + " at index "
                + i
                + ".");
      }
    }
  }

  private void scores(JsonWriter json, Prediction prediction) {
    int index = prediction.index();
    float[] probabilities = prediction.probabilities();
    json.ascii("\"label\":");
    if (index < labels.length) {
      json.raw(labels[index]);
    } else {
      json.string(prediction.label());
    }
    json.ascii(",\"index\":").number(index);
    json.ascii(",\"probability\":").number(probabilities[index]);
    json.ascii(",\"probabilities\":");
    floats(json, probabilities);
  }

  private static void floats(JsonWriter json, float[] values) {
    json.ascii('[');
    for (int i = 0; i < values.length; i++) {
      if (i > 0) {
        json.ascii(',');
      }
      json.number(values[i]);
    }
    json.ascii(']');
  }
}

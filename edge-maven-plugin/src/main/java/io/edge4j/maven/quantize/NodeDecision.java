package io.edge4j.maven.quantize;

import com.google.gson.annotations.SerializedName;
import java.util.Locale;

/**
 * What became of one node of the fp32 model.
 *
 * @param node its name, or the name of its first output when it has none
 * @param opType the ONNX operator
 * @param outcome {@code quantized}, {@code skipped}, or {@code kept} for operators that no recipe
 *     touches
 * @param detail what was done, or why not
 */
public record NodeDecision(String node, String opType, Outcome outcome, String detail) {
  /** Lower-case in JSON, as the report documents it. */
  public enum Outcome {
    @SerializedName("quantized")
    QUANTIZED,
    @SerializedName("skipped")
    SKIPPED,
    @SerializedName("kept")
    KEPT;

    /** As reports write it. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}

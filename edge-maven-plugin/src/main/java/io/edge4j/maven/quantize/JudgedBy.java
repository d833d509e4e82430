package io.edge4j.maven.quantize;

import com.google.gson.annotations.SerializedName;

/** What decides whether a quantized model is as good as fp32. */
public enum JudgedBy {
  /** The share of samples whose class is right. */
  @SerializedName("accuracy")
  ACCURACY("accuracy"),

  /** The error of predicted values against the true ones. */
  @SerializedName("rmse")
  RMSE("root mean square error"),

  /** The angle between vectors and those of fp32, for want of labels: as embeddings are used. */
  @SerializedName("cosine")
  COSINE("cosine to fp32"),

  /** The distance of the outputs from those of fp32, for want of labels. */
  @SerializedName("relativeError")
  RELATIVE_ERROR("relative error to fp32");

  private final String words;

  JudgedBy(String words) {
    this.words = words;
  }

  /** As a log line has it. */
  String words() {
    return words;
  }
}

package com.example;

import java.io.Serializable;

/** An image's row in the output: {@code status} tells the scored from the rejected, which have a reason and keep their pixels. */
public class ScoredImage implements Serializable {
  private static final long serialVersionUID = 1;

  private long id;
  private String label;
  private Float probability;
  private float[] probabilities;
  private String reason;
  private float[] pixels;
  private String status;

  public long getId() {
    return id;
  }

  public void setId(long id) {
    this.id = id;
  }

  public String getLabel() {
    return label;
  }

  public void setLabel(String label) {
    this.label = label;
  }

  public Float getProbability() {
    return probability;
  }

  public void setProbability(Float probability) {
    this.probability = probability;
  }

  public float[] getProbabilities() {
    return probabilities;
  }

  public void setProbabilities(float[] probabilities) {
    this.probabilities = probabilities;
  }

  public String getReason() {
    return reason;
  }

  public void setReason(String reason) {
    this.reason = reason;
  }

  public float[] getPixels() {
    return pixels;
  }

  public void setPixels(float[] pixels) {
    this.pixels = pixels;
  }

  public String getStatus() {
    return status;
  }

  public void setStatus(String status) {
    this.status = status;
  }
}

package com.example;

import java.io.Serializable;

/** A stored image: 784 values from 0 to 1. */
public class Image implements Serializable {
  private static final long serialVersionUID = 1;

  private long id;
  private float[] pixels;

  public long getId() {
    return id;
  }

  public void setId(long id) {
    this.id = id;
  }

  public float[] getPixels() {
    return pixels;
  }

  public void setPixels(float[] pixels) {
    this.pixels = pixels;
  }
}

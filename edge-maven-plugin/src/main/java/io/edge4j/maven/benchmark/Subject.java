package io.edge4j.maven.benchmark;

import java.util.List;
import java.util.Map;

/** An opened variant: what a caller of its engine would hold. */
interface Subject extends AutoCloseable {

  /** The engine as reports name it. */
  String engine();

  /** Label of the recipe that the file was made by; null where it does not say. */
  String recipe();

  /** Software that took part, by name. */
  Map<String, String> versions();

  /**
   * Shape of one sample without the batch axis; a free axis is -1. Empty when the file has none.
   */
  List<Long> sampleShape();

  /** One prediction as a caller makes it: values in, class out. */
  int classify(float[] sample);

  /** One run over a batch: values in, a class for each sample out. */
  int[] classifyAll(List<float[]> samples);

  @Override
  void close();
}

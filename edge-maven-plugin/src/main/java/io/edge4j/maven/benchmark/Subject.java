package io.edge4j.maven.benchmark;

import io.edge4j.maven.dataset.SampleOrder;
import io.edge4j.maven.stage.StageException;
import io.edge4j.model.Layout;
import io.edge4j.model.OutputValue;
import io.edge4j.model.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An opened variant: what a caller of its engine would hold. */
interface Subject extends AutoCloseable {

  /** The engine as reports name it. */
  String engine();

  /** Label of the recipe that the file was made by, where it says so. */
  Optional<String> recipe();

  /** Software that took part, by name. */
  Map<String, String> versions();

  /**
   * Shape of one sample without the batch axis; a free axis is -1. Empty when the file has none.
   */
  List<Long> sampleShape();

  /**
   * In which order this variant takes the values of samples.
   *
   * @param shape of one sample, without the batch axis
   * @param layout in which order a sample holds an image
   * @throws StageException naming both shapes, when the variant takes others
   */
  SampleOrder order(List<Long> shape, Layout layout) throws StageException;

  /** One prediction as a caller makes it: values in, class out. */
  int classify(float[] sample);

  /** One run over a batch: values in, a class for each sample out. */
  int[] classifyAll(List<float[]> samples);

  /** Whether it takes samples of plain floats, so that {@link #classify} can be asked. */
  boolean takesSamples();

  /**
   * One run with a tensor for each input, whatever they are.
   *
   * @return a number that depends on the answer
   */
  int run(Map<String, Tensor> inputs);

  /**
   * All outputs of one run.
   *
   * @return by name
   */
  Map<String, OutputValue> answer(Map<String, Tensor> inputs);

  /** All outputs for each sample, as {@link #order} says that this variant takes them. */
  List<Map<String, OutputValue>> answers(List<float[]> samples);

  @Override
  void close();
}

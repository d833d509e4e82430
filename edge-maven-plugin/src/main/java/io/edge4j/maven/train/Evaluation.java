package io.edge4j.maven.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import io.edge4j.maven.dataset.Samples;
import java.util.stream.IntStream;

/** How well a block does on samples that it does not learn from. */
final class Evaluation {
  private static final int BATCH = 256;

  private final Batches batches;
  private final int[] order;

  Evaluation(Samples samples, long[] sampleShape) {
    batches = new Batches(samples, sampleShape, BATCH);
    order = IntStream.range(0, samples.size()).toArray();
  }

  /** The share of samples whose largest logit is at their label. */
  double accuracy(Block block, ParameterStore parameters, NDManager manager) {
    long correct = 0;
    for (int from = 0; from < order.length; from += BATCH) {
      int count = Math.min(BATCH, order.length - from);
      batches.fill(order, from, count);
      try (NDManager scope = manager.newSubManager()) {
        NDList input = new NDList(batches.inputs(scope, count));
        NDArray logits = block.forward(parameters, input, false).singletonOrThrow();
        correct += batches.correct(logits, count);
      }
    }
    return (double) correct / order.length;
  }
}

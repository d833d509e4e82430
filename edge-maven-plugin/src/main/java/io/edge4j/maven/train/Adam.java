package io.edge4j.maven.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.List;

/**
 * Adam with PyTorch's defaults (Kingma and Ba, 2015: beta 0.9 and 0.999, epsilon 1e-8), and with
 * the decoupled weight decay of AdamW (Loshchilov and Hutter, 2019) where one is asked for.
 * Matrices and kernels decay; what has one axis only, biases and normalizations, does not.
 *
 * <p>One native call a parameter and step: DJL's own optimizer looks every parameter up by name,
 * checks devices and makes arrays that a garbage collection has to find.
 */
final class Adam {
  private static final float BETA1 = 0.9f;
  private static final float BETA2 = 0.999f;
  private static final float EPSILON = 1e-8f;
  private static final float NO_CLIPPING = -1;

  private record State(PtNDArray weight, PtNDArray mean, PtNDArray variance, float decay) {}

  private final List<State> states = new ArrayList<>();
  private int step;

  /**
   * Asks for gradients of the block's parameters; its own state lives in {@code manager}.
   *
   * @param weightDecay share of the weights that a step of learning rate 1 takes away
   */
  Adam(Block block, double weightDecay, NDManager manager) {
    for (Parameter parameter : block.getParameters().values()) {
      if (parameter.requiresGradient()) {
        NDArray weight = parameter.getArray();
        weight.setRequiresGradient(true);
        states.add(
            new State(
                (PtNDArray) weight,
                zeros(manager, weight),
                zeros(manager, weight),
                weight.getShape().dimension() > 1 ? (float) weightDecay : 0));
      }
    }
  }

  private static PtNDArray zeros(NDManager manager, NDArray like) {
    return (PtNDArray) manager.zeros(like.getShape(), like.getDataType());
  }

  /** Means and variances of all weights. */
  List<NDArray> state() {
    return states.stream()
        .<NDArray>mapMulti(
            (s, out) -> {
              out.accept(s.mean);
              out.accept(s.variance);
            })
        .toList();
  }

  int stepsDone() {
    return step;
  }

  void continueAfter(int steps) {
    step = steps;
  }

  /** Takes one step along the gradients and clears them. Gradient mode must be off. */
  void step(double learningRate) {
    step++;
    float corrected =
        (float)
            (learningRate
                * Math.sqrt(1 - StrictMath.pow(BETA2, step))
                / (1 - StrictMath.pow(BETA1, step)));
    for (State state : states) {
      try (PtNDArray gradient = state.weight.getGradient()) {
        JniUtils.adamUpdate(
            state.weight,
            gradient,
            state.mean,
            state.variance,
            (float) learningRate,
            corrected,
            state.decay,
            1,
            NO_CLIPPING,
            BETA1,
            BETA2,
            EPSILON,
            state.decay > 0);
      }
      JniUtils.zeroGrad(state.weight);
    }
  }
}

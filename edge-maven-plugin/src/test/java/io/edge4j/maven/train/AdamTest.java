package io.edge4j.maven.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.core.Linear;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdamTest {
  private static final float RATE = 0.1f;

  @Test
  void decayIsTakenFromWeightsAndNotFromTheGradient() {
    float[] plain = afterAStep(0).get(0);
    float[] decayed = afterAStep(0.5).get(0);

    // AdamW: w - rate * decay * w, and then the step that Adam takes anyway.
    for (int i = 0; i < plain.length; i++) {
      assertThat(decayed[i]).isCloseTo(plain[i] - RATE * 0.5f * WEIGHTS[i], offset(1e-6f));
    }
  }

  @Test
  void biasesDoNotDecay() {
    assertThat(afterAStep(0.5).get(1)).isEqualTo(afterAStep(0).get(1));
  }

  private static final float[] WEIGHTS = {2, -4, 1, 3};

  /** Weights and biases. */
  private static List<float[]> afterAStep(double decay) {
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      Linear block = Linear.builder().setUnits(2).build();
      block.initialize(manager, DataType.FLOAT32, new Shape(1, 2));
      NDArray weight = block.getParameters().get("weight").getArray();
      NDArray bias = block.getParameters().get("bias").getArray();
      manager.create(WEIGHTS, new Shape(2, 2)).copyTo(weight);
      manager.create(new float[] {5, 6}).copyTo(bias);
      Adam adam = new Adam(block, decay, manager);
      JniUtils.setGradMode(true);
      try {
        NDArray loss =
            block
                .forward(
                    new ParameterStore(manager, false),
                    new NDList(manager.ones(new Shape(1, 2))),
                    true)
                .singletonOrThrow()
                .square()
                .sum();
        JniUtils.backward((PtNDArray) loss, (PtNDArray) manager.ones(new Shape()), false, false);
      } finally {
        JniUtils.setGradMode(false);
      }
      adam.step(RATE);
      return List.of(weight.toFloatArray(), bias.toFloatArray());
    }
  }
}

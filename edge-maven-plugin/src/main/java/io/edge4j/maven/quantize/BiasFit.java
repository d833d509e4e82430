package io.edge4j.maven.quantize;

import io.edge4j.maven.onnx.Constant;
import io.edge4j.maven.quantize.weight.Int8Scales;
import java.io.IOException;

/**
 * Whether the bias of a layer fits 32 bits beside the sum of products that it is added to. Its step
 * is that of the input times that of the weight: where the weight's is too small for the bias, it
 * is made larger, as ONNX Runtime's Python quantizer does, as long as that costs next to nothing.
 *
 * @param layer with a bias
 * @param input range of what the layer reads
 * @param outputStep step of what it gives; 0 when that stays in floats
 */
record BiasFit(WeightedLayer layer, Constant bias, ValueRange input, float outputStep) {
  /** A weight may lose one of its eight bits. */
  private static final double WIDEST = 2;

  private static final int INPUT_LEVELS = 255;

  /** Half the distance between neighbouring float32 numbers, as a share of them. */
  private static final double FLOAT_GRAIN = 0x1p-24;

  /**
   * Scales of the weight with which the bias fits.
   *
   * @param scales as the weight alone would have them
   * @throws NotQuantizable when they would wipe out weights that matter, or the bias is no number
   */
  Int8Scales scales(Int8Scales scales) throws NotQuantizable, IOException {
    float[] bias = this.bias.tensor().floats();
    Int8Scales fitting = scales;
    for (int i = 0; i < bias.length; i++) {
      if (!Float.isFinite(bias[i])) {
        throw new NotQuantizable("bias not finite: it holds " + bias[i]);
      }
      int channel = scales.perChannel() ? i : 0;
      double value = Math.abs((double) bias[i] * layer.biasFactor());
      double step = (double) input.scale() * layer.weightFactor();
      double least = value / (step * largest(scales));
      double widening = least / scales.of(channel);
      boolean tooWide = widening > WIDEST && matters(scales.of(channel) * scales.limit(), value);
      if (tooWide || least > Float.MAX_VALUE) {
        throw new NotQuantizable(
            "its bias of " + bias[i] + " does not fit 32 bits beside weights that are so small");
      }
      if (least > fitting.of(channel)) {
        fitting = fitting.with(channel, (float) (least * (1 + 2 * FLOAT_GRAIN)));
      }
    }
    return fitting;
  }

  /** The largest bias in steps that leaves room for the products. */
  private double largest(Int8Scales scales) {
    double products = (double) products() * INPUT_LEVELS * scales.limit();
    // So many products that their signs would have to conspire to fill half of the range.
    return Integer.MAX_VALUE - Math.min(products, Integer.MAX_VALUE / 2.0);
  }

  private long products() {
    return layer.weight().tensor().elements() / layer.channels();
  }

  /** Whether weights of that magnitude show in the result of a layer with that bias. */
  private boolean matters(double weight, double bias) {
    double magnitude = Math.max(-input.min(), input.max());
    double contribution = weight * layer.weightFactor() * magnitude * products();
    return contribution > Math.max(outputStep / 2, bias * FLOAT_GRAIN);
  }
}

package io.edge4j.maven.train;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.pooling.Pool;
import io.edge4j.maven.dataset.Parameters;
import io.edge4j.maven.stage.StageException;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The DJL blocks of {@link Architecture#ALL}. Every one ends in a linear layer: logits, or a value.
 */
final class Presets {

  /** Builds a block without weights. */
  @FunctionalInterface
  interface Preset {
    Block build(BlockSpec spec, Parameters parameters) throws StageException;
  }

  static final Map<String, Preset> ALL =
      Map.of(
          Architecture.SMALL_CNN, Presets::smallCnn,
          Architecture.MLP, Presets::mlp,
          Architecture.MOBILENET, Presets::mobileNet);

  private static final Shape TWO = new Shape(2, 2);

  private Presets() {}

  static Block of(BlockSpec spec) throws StageException {
    return Objects.requireNonNull(ALL.get(spec.architecture()), spec.architecture())
        .build(spec, Architecture.read(spec.parameters()));
  }

  /**
   * Two times convolution 3x3 with padding 1, ReLU and a 2x2 pool (16, then 32 channels), flattened
   * into 128 units with ReLU, then one logit a class. For {@code [1, 28, 28]} and ten classes it
   * has 206,922 parameters.
   */
  private static Block smallCnn(BlockSpec spec, Parameters parameters) throws StageException {
    List<Integer> filters = Architecture.filters(parameters);
    SequentialBlock block = new SequentialBlock();
    for (int channels : filters) {
      block
          .add(convolution(channels, 3, 1, 1).optBias(true).build())
          .add(Activation.reluBlock())
          .add(Pool.maxPool2dBlock(TWO, TWO));
    }
    return block
        .add(ai.djl.nn.Blocks.batchFlattenBlock())
        .add(linear(Architecture.units(parameters)))
        .add(Activation.reluBlock())
        .add(linear(spec.classes()));
  }

  /** Fully connected layers with ReLU between them. */
  private static Block mlp(BlockSpec spec, Parameters parameters) throws StageException {
    float dropout = (float) Architecture.dropout(parameters);
    SequentialBlock block = new SequentialBlock();
    if (spec.inputShape().size() > 1) {
      block.add(ai.djl.nn.Blocks.batchFlattenBlock());
    }
    for (int units : Architecture.hidden(parameters)) {
      block.add(linear(units)).add(Activation.reluBlock());
      if (dropout > 0) {
        block.add(Dropout.builder().optRate(dropout).build());
      }
    }
    return block.add(linear(spec.classes()));
  }

  /**
   * After MobileNet (Howard et al., 2017), for small images: a convolution, then depthwise
   * separable blocks, every second of which halves the sides and doubles the channels while the
   * sides allow it, a global average, a linear layer.
   */
  private static Block mobileNet(BlockSpec spec, Parameters parameters) throws StageException {
    double width = Architecture.width(parameters);
    long side = Math.min(spec.inputShape().get(1), spec.inputShape().get(2));
    int channels = 32;
    int before = scaled(channels, width);
    SequentialBlock block = new SequentialBlock();
    normalized(block, convolution(before, 3, 1, 1));
    for (int i = 0; i < Architecture.blocks(parameters); i++) {
      int stride = i % 2 == 1 && side >= 4 ? 2 : 1;
      side /= stride;
      channels = stride == 2 && channels < 1024 ? 2 * channels : channels;
      int after = scaled(channels, width);
      normalized(block, convolution(before, 3, stride, before));
      normalized(block, convolution(after, 1, 1, 1));
      before = after;
    }
    return block.add(Pool.globalAvgPool2dBlock()).add(linear(spec.classes()));
  }

  private static int scaled(int channels, double width) {
    long multiples = Math.round(channels * width / Architecture.FILTER_MULTIPLE);
    return (int) Math.max(1, multiples) * Architecture.FILTER_MULTIPLE;
  }

  private static void normalized(SequentialBlock block, Conv2d.Builder convolution) {
    block
        .add(convolution.optBias(false).build())
        .add(BatchNorm.builder().build())
        .add(Activation.reluBlock());
  }

  private static Conv2d.Builder convolution(int filters, int kernel, int stride, int groups) {
    return Conv2d.builder()
        .setKernelShape(new Shape(kernel, kernel))
        .optPadding(new Shape(kernel / 2, kernel / 2))
        .optStride(new Shape(stride, stride))
        .optGroups(groups)
        .setFilters(filters);
  }

  private static Linear linear(int units) {
    return Linear.builder().setUnits(units).build();
  }
}

package io.edge4j.maven.quantize;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.BlockFactory;
import ai.djl.nn.Blocks;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;

/** Networks for small images that are built as the well-known large ones are. */
final class SmallNetworks {
  private static final int CLASSES = 10;

  private SmallNetworks() {}

  /** Basic blocks with a shortcut around each (He et al., 2015), half as wide as ResNet-18. */
  public static final class ResNet18 implements BlockFactory {
    private static final long serialVersionUID = 1L;

    @Override
    public Block newBlock(Model model, Path path, Map<String, ?> arguments) {
      int before = 32;
      SequentialBlock block = normalized(new SequentialBlock(), before, 3, 1, 1);
      block.add(Activation.reluBlock()).add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)));
      for (int width : new int[] {32, 64, 128, 256}) {
        for (int i = 0; i < 2; i++) {
          int stride = i == 0 && width > before ? 2 : 1;
          SequentialBlock body = normalized(new SequentialBlock(), width, 3, stride, 1);
          body.add(Activation.reluBlock());
          normalized(body, width, 3, 1, 1);
          Block shortcut =
              stride == 1
                  ? Blocks.identityBlock()
                  : normalized(new SequentialBlock(), width, 1, stride, 1);
          block.add(both(NDArray::add, body, shortcut)).add(Activation.reluBlock());
          before = width;
        }
      }
      return head(block);
    }
  }

  /** Inverted residuals with ReLU6 (Sandler et al., 2018). */
  public static final class MobileNetV2 implements BlockFactory {
    private static final long serialVersionUID = 1L;

    @Override
    public Block newBlock(Model model, Path path, Map<String, ?> arguments) {
      int before = 16;
      SequentialBlock block = normalized(new SequentialBlock(), before, 3, 1, 1);
      block.add(Activation.relu6Block());
      for (int[] stage : new int[][] {{16, 1}, {24, 2}, {24, 1}, {48, 2}, {48, 1}, {96, 1}}) {
        SequentialBlock body = normalized(new SequentialBlock(), 6 * before, 1, 1, 1);
        body.add(Activation.relu6Block());
        normalized(body, 6 * before, 3, stage[1], 6 * before).add(Activation.relu6Block());
        normalized(body, stage[0], 1, 1, 1);
        block.add(residual(body, before, stage));
        before = stage[0];
      }
      normalized(block, 192, 1, 1, 1).add(Activation.relu6Block());
      return head(block);
    }
  }

  /** The same with hard swish, and channels that are weighed (Howard et al., 2019). */
  public static final class MobileNetV3 implements BlockFactory {
    private static final long serialVersionUID = 1L;

    @Override
    public Block newBlock(Model model, Path path, Map<String, ?> arguments) {
      int before = 16;
      SequentialBlock block = normalized(new SequentialBlock(), before, 3, 1, 1);
      block.add(hardSwish());
      for (int[] stage : new int[][] {{16, 2}, {24, 1}, {40, 2}, {40, 1}, {48, 1}}) {
        int wide = 4 * before;
        SequentialBlock body = normalized(new SequentialBlock(), wide, 1, 1, 1);
        body.add(hardSwish());
        normalized(body, wide, 3, stage[1], wide).add(hardSwish()).add(weighed(wide));
        normalized(body, stage[0], 1, 1, 1);
        block.add(residual(body, before, stage));
        before = stage[0];
      }
      normalized(block, 192, 1, 1, 1).add(hardSwish());
      return head(block);
    }

    private static Block hardSwish() {
      return new LambdaBlock(
          inputs -> {
            NDArray x = inputs.singletonOrThrow();
            return new NDList(x.mul(x.add(3).clip(0, 6)).div(6));
          },
          "hardSwish");
    }

    private static Block weighed(int channels) {
      SequentialBlock weights =
          new SequentialBlock()
              .add(Pool.globalAvgPool2dBlock())
              .add(Linear.builder().setUnits(channels / 4).build())
              .add(Activation.reluBlock())
              .add(Linear.builder().setUnits(channels).build())
              .add(
                  new LambdaBlock(
                      inputs -> {
                        NDArray x = inputs.singletonOrThrow();
                        return new NDList(
                            x.add(3).clip(0, 6).div(6).reshape(new Shape(-1, channels, 1, 1)));
                      },
                      "hardSigmoid"));
      return both(NDArray::mul, Blocks.identityBlock(), weights);
    }
  }

  private static Block residual(Block body, int before, int[] stage) {
    return stage[1] == 1 && stage[0] == before
        ? both(NDArray::add, body, Blocks.identityBlock())
        : body;
  }

  private static Block both(BinaryOperator<NDArray> joined, Block one, Block other) {
    return new ParallelBlock(
        outputs ->
            new NDList(
                joined.apply(outputs.get(0).singletonOrThrow(), outputs.get(1).singletonOrThrow())),
        List.of(one, other));
  }

  private static SequentialBlock normalized(
      SequentialBlock block, int filters, int kernel, int stride, int groups) {
    return block
        .add(
            Conv2d.builder()
                .setKernelShape(new Shape(kernel, kernel))
                .optPadding(new Shape(kernel / 2, kernel / 2))
                .optStride(new Shape(stride, stride))
                .optGroups(groups)
                .optBias(false)
                .setFilters(filters)
                .build())
        .add(BatchNorm.builder().build());
  }

  private static Block head(SequentialBlock block) {
    return block.add(Pool.globalAvgPool2dBlock()).add(Linear.builder().setUnits(CLASSES).build());
  }
}

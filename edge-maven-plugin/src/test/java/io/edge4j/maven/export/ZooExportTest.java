package io.edge4j.maven.export;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.basicmodelzoo.basic.Mlp;
import ai.djl.basicmodelzoo.cv.classification.AlexNet;
import ai.djl.basicmodelzoo.cv.classification.GoogLeNet;
import ai.djl.basicmodelzoo.cv.classification.LeNet;
import ai.djl.basicmodelzoo.cv.classification.MobileNetV1;
import ai.djl.basicmodelzoo.cv.classification.MobileNetV2;
import ai.djl.basicmodelzoo.cv.classification.NiN;
import ai.djl.basicmodelzoo.cv.classification.ResNetV1;
import ai.djl.basicmodelzoo.cv.classification.SqueezeNet;
import ai.djl.basicmodelzoo.cv.classification.VGG;
import ai.djl.basicmodelzoo.cv.object_detection.ssd.SingleShotDetection;
import ai.djl.basicmodelzoo.cv.object_detection.yolo.YOLOV3;
import ai.djl.basicmodelzoo.tabular.TabNet;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The networks of DJL's model zoo that the PyTorch engine can run, each compared on several batch
 * sizes. Those that take seconds each run with the profile {@code zoo} only.
 */
class ZooExportTest {
  @TempDir Path folder;

  /** A network and one of its samples. */
  record Network(String name, Supplier<Block> block, Shape sample) {
    Network(String name, Supplier<Block> block, long... sample) {
      this(name, block, new Shape(sample));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Network> small() {
    return Stream.of(
        new Network("Mlp", () -> new Mlp(784, 10, new int[] {128, 64}), 1, 28, 28),
        new Network("LeNet", () -> LeNet.builder().build(), 1, 28, 28),
        new Network("ResNetV1 18 on small images", () -> resNet(18, 32), 3, 32, 32),
        new Network("ResNetV1 50 on small images", () -> resNet(50, 32), 3, 32, 32),
        new Network("SqueezeNet on small images", () -> SqueezeNet.squeezenet(10), 3, 64, 64),
        new Network(
            "MobileNetV1 on small images",
            () -> MobileNetV1.builder().setOutSize(10).build(),
            3,
            32,
            32),
        new Network(
            "MobileNetV2 on small images",
            () -> MobileNetV2.builder().setOutSize(10).build(),
            3,
            32,
            32),
        new Network("SingleShotDetection", ZooExportTest::ssd, 3, 64, 64),
        new Network("TabNet", () -> TabNet.builder().setInputDim(16).setOutDim(4).build(), 16));
  }

  static Stream<Network> large() {
    return Stream.of(
        new Network("AlexNet", () -> AlexNet.builder().build(), 1, 224, 224),
        new Network("VGG 11", () -> VGG.builder().build(), 1, 224, 224),
        new Network("VGG 13", () -> vgg(13), 3, 64, 64),
        new Network("VGG 16", () -> vgg(16), 3, 64, 64),
        new Network("VGG 19", () -> vgg(19), 3, 64, 64),
        new Network("NiN", () -> NiN.builder().build(), 1, 224, 224),
        new Network("GoogLeNet", () -> GoogLeNet.builder().build(), 1, 96, 96),
        new Network("ResNetV1 18", () -> resNet(18, 224), 3, 224, 224),
        new Network("ResNetV1 50", () -> resNet(50, 224), 3, 224, 224),
        new Network("SqueezeNet", () -> SqueezeNet.squeezenet(10), 3, 224, 224),
        new Network("MobileNetV1", () -> MobileNetV1.builder().setOutSize(10).build(), 3, 224, 224),
        new Network("MobileNetV2", () -> MobileNetV2.builder().setOutSize(10).build(), 3, 224, 224),
        new Network("YOLOV3", () -> YOLOV3.builder().setNumClasses(20).build(), 3, 416, 416));
  }

  @ParameterizedTest
  @MethodSource("small")
  void smallNetworks(Network network) throws IOException {
    export(network);
  }

  @Tag("zoo")
  @ParameterizedTest
  @MethodSource("large")
  void largeNetworks(Network network) throws IOException {
    export(network);
  }

  private static Block resNet(int layers, long size) {
    return ResNetV1.builder()
        .setNumLayers(layers)
        .setImageShape(new Shape(3, size, size))
        .setOutSize(10)
        .build();
  }

  private static Block vgg(int layers) {
    return VGG.builder().setNumLayers(layers).setOutSize(10).build();
  }

  /** Three scales with their anchors, as DJL's example of it builds them. */
  private static Block ssd() {
    SequentialBlock base = new SequentialBlock();
    for (int filters : new int[] {16, 32, 64}) {
      base.add(SingleShotDetection.getDownSamplingBlock(filters));
    }
    List<List<Float>> ratios = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      ratios.add(List.of(1f, 2f, 0.5f));
    }
    return SingleShotDetection.builder()
        .setNumClasses(2)
        .setNumFeatures(3)
        .optGlobalPool(true)
        .setRatios(ratios)
        .setSizes(
            List.of(
                List.of(0.2f, 0.272f),
                List.of(0.37f, 0.447f),
                List.of(0.54f, 0.619f),
                List.of(0.71f, 0.79f),
                List.of(0.88f, 0.961f)))
        .setBaseNetwork(base)
        .build();
  }

  private void export(Network network) throws IOException {
    try (NDManager manager = NDManager.newBaseManager()) {
      Block block = network.block().get();
      // As after a training: running statistics that are not those it begins with.
      block.setInitializer(
          (m, shape, type) -> m.randomUniform(0.5f, 1.5f, shape, type), Parameter.Type.RUNNING_VAR);
      block.setInitializer(
          (m, shape, type) -> m.randomUniform(-0.2f, 0.2f, shape, type),
          Parameter.Type.RUNNING_MEAN);
      block.initialize(manager, DataType.FLOAT32, new Shape(2).addAll(network.sample()));
      ExportSummary summary =
          OnnxExporter.export(
              block,
              folder.resolve("model.onnx"),
              ExportOptions.named(network.name()),
              InputSpec.samples("input", network.sample().getShape()));
      assertThat(summary.parity().batchSizes()).hasSizeGreaterThan(1);
    }
  }
}

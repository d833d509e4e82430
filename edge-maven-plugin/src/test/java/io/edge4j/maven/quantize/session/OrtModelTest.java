package io.edge4j.maven.quantize.session;

import static io.edge4j.maven.onnx.ModelFixture.attribute;
import static io.edge4j.maven.onnx.ModelFixture.opset;
import static io.edge4j.maven.onnx.ModelFixture.tensor;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.OnnxTensor;
import com.google.protobuf.ByteString;
import io.edge4j.maven.onnx.ModelFixture;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models that are opened in one way or another compute the same. */
class OrtModelTest {
  @TempDir Path folder;

  @Test
  void blockwiseProductsComputeWithoutMemoryToSpareWhatTheyComputeElsewhere() throws Exception {
    byte[] codes = new byte[64 * 128];
    new Random(1).nextBytes(codes);
    float[] scales = new float[64];
    Arrays.fill(scales, 0.01f);
    ModelFixture model = opset(17).imports("com.microsoft", 1).input("x", 1, 128);
    float[] row = model.normal(1, 128);
    Path file =
        model
            .initializer(
                ModelFixture.header("q", DataType.UINT8_VALUE, 64, 1, 128)
                    .setRawData(ByteString.copyFrom(codes))
                    .build())
            .initializer(tensor("s", scales, 64, 1))
            .node(
                "com.microsoft",
                "MatMulNBits",
                List.of("x", "q", "s"),
                List.of("y"),
                attribute("K", 128),
                attribute("N", 64),
                attribute("bits", 8),
                attribute("block_size", 128),
                attribute("accuracy_level", 4))
            .output("y", 1, 64)
            .write(folder.resolve("blocks.onnx"));

    try (OrtModel usual = OrtModel.open(file, 1);
        OrtModel lean = OrtModel.openLean(file, 1)) {
      assertThat(run(lean, row)).isEqualTo(run(usual, row));
    }
  }

  private static float[] run(OrtModel model, float[] row) throws Exception {
    try (OnnxTensor input =
        OnnxTensor.createTensor(
            model.environment(), FloatBuffer.wrap(row), new long[] {1, row.length})) {
      return model.runForFloats(Map.of("x", input)).values().iterator().next();
    }
  }
}

package io.edge4j.maven.quantize;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnxruntime.OnnxTensor;
import io.edge4j.maven.compare.OutputComparison;
import io.edge4j.maven.onnx.ExternalData;
import io.edge4j.maven.onnx.Model;
import io.edge4j.maven.quantize.session.OrtModel;
import io.edge4j.model.OutputValue;
import io.edge4j.model.Tensor;
import io.edge4j.model.TensorInfo;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Models that PyTorch exported or that were built for a trap, on the inputs that came with them.
 */
class ReferenceModelsTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gen_mlp_dynamo",
        "gen_qkv_shared_input_legacy",
        "gen_two_tower_dynamo",
        "hand_channel_scales_vary",
        "hand_constant_node_weight",
        "hand_gemm_alpha_beta",
        "hand_shared_transB"
      })
  void staysWithinTwoHundredthsOfFp32(String name) throws Exception {
    Path reference = Path.of("src", "test", "resources", "onnx", name);
    Model model = Model.read(reference.resolve("model.onnx"));
    DynamicallyQuantized.apply(DynamicOptions.DEFAULT, model);
    Path int8 = folder.resolve("int8.onnx");
    model.write(int8, ExternalData.WHEN_NEEDED);

    OutputComparison meter = new OutputComparison();
    try (OrtModel after = OrtModel.open(int8, 1)) {
      Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
      for (TensorInfo input : after.inputs()) {
        TensorProto tensor = tensor(reference, "input", inputs.size());
        inputs.put(
            input.name(),
            OnnxTensor.createTensor(
                after.environment(), FloatBuffer.wrap(floats(tensor)), dims(tensor)));
      }
      Map<String, OutputValue> found = after.run(inputs);
      Map<String, OutputValue> expected = new LinkedHashMap<>();
      for (String output : found.keySet()) {
        TensorProto tensor = tensor(reference, "output", expected.size());
        expected.put(output, Tensor.of(floats(tensor), dims(tensor)));
      }
      meter.add(expected, found);
      inputs.values().forEach(OnnxTensor::close);
    }
    assertThat(meter.differences().outputs())
        .isNotEmpty()
        .allSatisfy(error -> assertThat(error.relativeError()).isLessThanOrEqualTo(0.02));
    assertThat(FusedOperators.of(int8, folder)).doesNotContainKey("MatMulInteger");
  }

  private static TensorProto tensor(Path reference, String kind, int index) throws Exception {
    return TensorProto.parseFrom(
        Files.readAllBytes(
            reference.resolve("test_data_set_0").resolve(kind + "_" + index + ".pb")));
  }

  private static float[] floats(TensorProto tensor) {
    FloatBuffer buffer =
        tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    float[] values = new float[buffer.remaining()];
    buffer.get(values);
    return values;
  }

  private static long[] dims(TensorProto tensor) {
    return tensor.getDimsList().stream().mapToLong(Long::longValue).toArray();
  }
}

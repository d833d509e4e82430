package io.edge4j.maven.quantize;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/**
 * Seeded inputs for a model that came without data: standard normal floats, integers 0 and 1 (safe
 * as indices and as masks), and dimensions that the model leaves open filled by a guess.
 *
 * @param batch size of an open first dimension
 * @param other size of every other open dimension
 * @param seed of the numbers
 */
record RandomInputs(int batch, int other, long seed) {

  /** Tensors for every input. The caller closes them. */
  Map<String, OnnxTensor> draw(OrtEnvironment environment, Map<String, TensorInfo> inputs)
      throws OrtException {
    Random random = new Random(seed);
    Map<String, OnnxTensor> drawn = new LinkedHashMap<>();
    try {
      for (Map.Entry<String, TensorInfo> input : inputs.entrySet()) {
        drawn.put(input.getKey(), draw(environment, input.getKey(), input.getValue(), random));
      }
      return drawn;
    } catch (OrtException | RuntimeException e) {
      drawn.values().forEach(OnnxTensor::close);
      throw e;
    }
  }

  private OnnxTensor draw(OrtEnvironment environment, String name, TensorInfo info, Random random)
      throws OrtException {
    long[] shape = info.getShape();
    long elements = 1;
    for (int i = 0; i < shape.length; i++) {
      shape[i] = shape[i] >= 0 ? shape[i] : i == 0 ? batch : other;
      elements *= shape[i];
    }
    if (info.type == OnnxJavaType.STRING) {
      String[] texts = new String[Math.toIntExact(elements)];
      Arrays.fill(texts, "edge");
      return OnnxTensor.createTensor(environment, texts, shape);
    }
    int size = info.type.size;
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(Math.toIntExact(elements * size)).order(ByteOrder.nativeOrder());
    for (long i = 0; i < elements; i++) {
      put(bytes, name, info.type, random);
    }
    return OnnxTensor.createTensor(environment, bytes.flip(), shape, info.type);
  }

  private static void put(ByteBuffer bytes, String name, OnnxJavaType type, Random random)
      throws OrtException {
    switch (type) {
      case FLOAT -> bytes.putFloat((float) random.nextGaussian());
      case DOUBLE -> bytes.putDouble(random.nextGaussian());
      case FLOAT16 ->
          bytes.putShort(
              ai.onnxruntime.platform.Fp16Conversions.floatToFp16((float) random.nextGaussian()));
      case BFLOAT16 ->
          bytes.putShort(
              ai.onnxruntime.platform.Fp16Conversions.floatToBf16((float) random.nextGaussian()));
      case INT64 -> bytes.putLong(random.nextInt(2));
      case INT32 -> bytes.putInt(random.nextInt(2));
      case INT16 -> bytes.putShort((short) random.nextInt(2));
      case INT8, UINT8, BOOL -> bytes.put((byte) random.nextInt(2));
      default -> throw new OrtException("the input " + name + " has elements of unknown type");
    }
  }
}

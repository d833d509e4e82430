package io.edge4j.maven.stage;

import io.edge4j.model.ElementType;
import io.edge4j.model.Tensor;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Samples on their way to JVMs that measure, to the last bit. Lives as long as one stage. */
public final class TensorFile {
  private TensorFile() {}

  /** Writes samples, each as tensors by the name of the input. */
  public static void write(Path file, List<Map<String, Tensor>> samples) throws IOException {
    WholeFile.write(
        file,
        stream -> {
          DataOutputStream out = new DataOutputStream(stream);
          out.writeInt(samples.size());
          for (Map<String, Tensor> sample : samples) {
            out.writeInt(sample.size());
            for (Map.Entry<String, Tensor> input : sample.entrySet()) {
              writeText(out, input.getKey());
              write(out, input.getValue());
            }
          }
          out.flush();
        });
  }

  private static void write(DataOutputStream out, Tensor tensor) throws IOException {
    out.writeInt(tensor.elementType().code());
    out.writeInt(tensor.shape().size());
    for (long axis : tensor.shape()) {
      out.writeLong(axis);
    }
    if (tensor.elementType() == ElementType.STRING) {
      for (String text : tensor.strings()) {
        writeText(out, text);
      }
      return;
    }
    Buffer values = tensor.buffer();
    ByteBuffer bytes = ByteBuffer.allocate(values.remaining() * itemBytes(tensor.elementType()));
    if (values instanceof FloatBuffer floats) {
      bytes.asFloatBuffer().put(floats);
    } else if (values instanceof DoubleBuffer doubles) {
      bytes.asDoubleBuffer().put(doubles);
    } else if (values instanceof LongBuffer longs) {
      bytes.asLongBuffer().put(longs);
    } else if (values instanceof IntBuffer ints) {
      bytes.asIntBuffer().put(ints);
    } else if (values instanceof ShortBuffer shorts) {
      bytes.asShortBuffer().put(shorts);
    } else {
      bytes.duplicate().put((ByteBuffer) values);
    }
    out.write(bytes.array());
  }

  /** Bytes of one element as tensors hold it: half precision as floats. */
  private static int itemBytes(ElementType type) {
    return switch (type) {
      case FLOAT16, BFLOAT16 -> Float.BYTES;
      default -> type.bits() / Byte.SIZE;
    };
  }

  /** Reads what was written. */
  public static List<Map<String, Tensor>> read(Path file) throws IOException {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      List<Map<String, Tensor>> samples = new ArrayList<>();
      for (int left = in.readInt(); left > 0; left--) {
        Map<String, Tensor> sample = new LinkedHashMap<>();
        for (int inputs = in.readInt(); inputs > 0; inputs--) {
          String name = readText(in);
          sample.put(name, readTensor(in));
        }
        samples.add(sample);
      }
      return samples;
    }
  }

  private static Tensor readTensor(DataInputStream in) throws IOException {
    ElementType type = ElementType.ofCode(in.readInt()).orElseThrow();
    long[] shape = new long[in.readInt()];
    int count = 1;
    for (int axis = 0; axis < shape.length; axis++) {
      shape[axis] = in.readLong();
      count = Math.multiplyExact(count, Math.toIntExact(shape[axis]));
    }
    if (type == ElementType.STRING) {
      String[] texts = new String[count];
      for (int i = 0; i < count; i++) {
        texts[i] = readText(in);
      }
      return Tensor.of(texts, shape);
    }
    byte[] read = new byte[count * itemBytes(type)];
    in.readFully(read);
    ByteBuffer bytes = ByteBuffer.wrap(read);
    return Tensor.of(
        type,
        switch (type) {
          case FLOAT, FLOAT16, BFLOAT16 -> bytes.asFloatBuffer();
          case DOUBLE -> bytes.asDoubleBuffer();
          case INT64 -> bytes.asLongBuffer();
          case INT32 -> bytes.asIntBuffer();
          case INT16 -> bytes.asShortBuffer();
          default -> bytes;
        },
        shape);
  }

  private static void writeText(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static String readText(DataInputStream in) throws IOException {
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}

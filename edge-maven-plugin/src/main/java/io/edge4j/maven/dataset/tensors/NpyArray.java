package io.edge4j.maven.dataset.tensors;

import io.edge4j.model.ElementType;
import io.edge4j.model.Float16;
import io.edge4j.model.Tensor;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * An array with samples along its first axis. It stays in its file, mapped into memory, and may be
 * larger than the heap.
 */
public final class NpyArray {
  /** One mapping may have 2 GB. */
  private static final long MAPPED_BYTES = 1L << 30;

  private final String name;
  private final ArrayInfo info;
  private final NpyHeader header;
  private final List<ByteBuffer> parts;
  private final long partBytes;

  private NpyArray(
      String name, ArrayInfo info, NpyHeader header, List<ByteBuffer> parts, long partBytes) {
    this.name = name;
    this.info = info;
    this.header = header;
    this.parts = parts;
    this.partBytes = partBytes;
  }

  /**
   * Opens a {@code .npy} file.
   *
   * @param array its name
   * @param name what messages call it, for example {@code input_ids of test.npz}
   * @throws NpyFormatException when it holds no array, a scalar, or less than its header says
   */
  static NpyArray open(String array, String name, Path file) throws IOException {
    NpyHeader header;
    try (BufferedInputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      header = NpyHeader.read(name, in);
    }
    ArrayInfo info = header.info(array, name);
    long item = header.type().itemBytes();
    long bytes;
    try {
      bytes =
          Math.multiplyExact(Math.multiplyExact(header.shape().get(0), header.sampleSize()), item);
      Math.toIntExact(header.sampleSize());
    } catch (ArithmeticException e) {
      throw new NpyFormatException(
          name + " has samples too large to read: its shape is " + header.shape(), e);
    }
    long present = Files.size(file) - header.length();
    if (present < bytes) {
      throw new NpyFormatException(
          "%s is cut off: shape %s of %s needs %,d bytes of numbers, and %,d are there"
              .formatted(name, header.shape(), header.type().element().onnxName(), bytes, present));
    }
    long partBytes = item == 0 ? MAPPED_BYTES : MAPPED_BYTES / item * item;
    List<ByteBuffer> parts = new ArrayList<>();
    try (FileChannel channel = FileChannel.open(file)) {
      for (long at = 0; at < bytes; at += partBytes) {
        parts.add(
            channel
                .map(MapMode.READ_ONLY, header.length() + at, Math.min(partBytes, bytes - at))
                .order(header.type().order()));
      }
    }
    return new NpyArray(name, info, header, parts, partBytes);
  }

  /** What its header says. */
  public ArrayInfo info() {
    return info;
  }

  /** How many samples there are. */
  public int samples() {
    return Math.toIntExact(header.shape().get(0));
  }

  /**
   * One sample as a tensor.
   *
   * @param type that the tensor shall have
   * @param shape of the tensor, which has as many elements as the sample
   * @throws NpyFormatException when that type does not have one of the sample's values; texts are
   *     texts only
   */
  public Tensor tensor(int index, ElementType type, long... shape) throws NpyFormatException {
    int count = Math.toIntExact(header.sampleSize());
    ByteBuffer bytes = bytes(index, count);
    if (type != info.type()) {
      return converted(index, bytes, count, type).shaped(shape);
    }
    return switch (type) {
      case FLOAT -> Tensor.of(type, bytes.asFloatBuffer(), shape);
      case FLOAT16 -> Tensor.of(type, halves(bytes), shape);
      case DOUBLE -> Tensor.of(type, bytes.asDoubleBuffer(), shape);
      case INT64 -> Tensor.of(type, bytes.asLongBuffer(), shape);
      case INT32 -> Tensor.of(type, bytes.asIntBuffer(), shape);
      case INT16 -> Tensor.of(type, bytes.asShortBuffer(), shape);
      case INT8, UINT8, BOOL -> Tensor.of(type, bytes, shape);
      case STRING -> Tensor.of(texts(bytes, count), shape);
      default ->
          throw new NpyFormatException(
              name + ": ONNX Runtime's Java interface has no tensors of type " + type.onnxName());
    };
  }

  /**
   * Looks whether a type has all values of the array.
   *
   * @throws NpyFormatException naming the first value that it does not have
   */
  public void requireExact(ElementType type) throws NpyFormatException {
    if (ExactTensor.holdsAll(info.type(), type)) {
      return;
    }
    int count = Math.toIntExact(header.sampleSize());
    for (int index = 0; index < samples(); index++) {
      converted(index, bytes(index, count), count, type);
    }
  }

  private ExactTensor converted(int index, ByteBuffer bytes, int count, ElementType type)
      throws NpyFormatException {
    ExactTensor tensor = new ExactTensor(type, count);
    for (int i = 0; i < count; i++) {
      boolean exact;
      String found;
      if (info.type().isFloatingPoint()) {
        double number = floating(bytes);
        exact = tensor.put(number);
        found = Double.toString(number);
      } else {
        long number = whole(bytes);
        // Of 64 bits without a sign, what looks negative is larger than all that can be put.
        boolean fits = info.type() != ElementType.UINT64 || number >= 0;
        exact = tensor.put(number) && fits;
        found = fits ? Long.toString(number) : Long.toUnsignedString(number);
      }
      if (!exact) {
        throw new NpyFormatException(
            "%s: sample %d has the value %s, which is none of %s; save the array with .astype(numpy.%s) if it may be changed"
                .formatted(name, index, found, type.onnxName(), NpyType.numpyName(type)));
      }
    }
    return tensor;
  }

  private double floating(ByteBuffer bytes) {
    return switch (info.type()) {
      case FLOAT -> bytes.getFloat();
      case FLOAT16 -> Float16.toFloat(bytes.getShort());
      default -> bytes.getDouble();
    };
  }

  private long whole(ByteBuffer bytes) {
    return switch (info.type()) {
      case INT64, UINT64 -> bytes.getLong();
      case INT32 -> bytes.getInt();
      case UINT32 -> Integer.toUnsignedLong(bytes.getInt());
      case INT16 -> bytes.getShort();
      case UINT16 -> Short.toUnsignedInt(bytes.getShort());
      case INT8 -> bytes.get();
      default -> Byte.toUnsignedInt(bytes.get());
    };
  }

  /** The number of a sample, in an array of floating-point numbers with one per sample. */
  public double number(int index) {
    ByteBuffer bytes = bytes(index, 1);
    return info.type().isFloatingPoint() ? floating(bytes) : whole(bytes);
  }

  /** The whole number of a sample, in an array of whole numbers with one per sample. */
  public long wholeNumber(int index) {
    return whole(bytes(index, 1));
  }

  /** The text of a sample, in an array of texts with one per sample. */
  public String text(int index) {
    return texts(bytes(index, 1), 1)[0];
  }

  /** Takes all of it, in the order of the file. */
  public void forEachPart(Consumer<byte[]> taker) {
    byte[] buffer = new byte[1 << 16];
    for (ByteBuffer part : parts) {
      ByteBuffer rest = part.duplicate();
      while (rest.hasRemaining()) {
        byte[] taken = rest.remaining() >= buffer.length ? buffer : new byte[rest.remaining()];
        rest.get(taken);
        taker.accept(taken);
      }
    }
  }

  /** The elements of a sample, row-major whatever the file's order. */
  private ByteBuffer bytes(int index, int count) {
    int item = header.type().itemBytes();
    ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(count, item));
    bytes.order(header.type().order());
    if (!header.isFortran()) {
      copy((long) index * count * item, bytes, bytes.capacity());
      return bytes.flip();
    }
    long[] strides = fortranStrides();
    long[] at = new long[strides.length];
    at[0] = index;
    for (int i = 0; i < count; i++) {
      long position = 0;
      for (int axis = 0; axis < at.length; axis++) {
        position += at[axis] * strides[axis];
      }
      copy(position * item, bytes, item);
      step(at);
    }
    return bytes.flip();
  }

  private void copy(long from, ByteBuffer to, int length) {
    long at = from;
    int left = length;
    while (left > 0) {
      ByteBuffer part = parts.get((int) (at / partBytes));
      int start = (int) (at % partBytes);
      int here = Math.min(left, part.capacity() - start);
      to.put(part.slice(start, here));
      at += here;
      left -= here;
    }
  }

  private long[] fortranStrides() {
    long[] strides = new long[header.shape().size()];
    long stride = 1;
    for (int axis = 0; axis < strides.length; axis++) {
      strides[axis] = stride;
      stride *= header.shape().get(axis);
    }
    return strides;
  }

  /** The next place of a sample in row-major order; the first axis stays. */
  private void step(long[] at) {
    for (int axis = at.length - 1; axis > 0; axis--) {
      at[axis]++;
      if (at[axis] < header.shape().get(axis)) {
        return;
      }
      at[axis] = 0;
    }
  }

  private static FloatBuffer halves(ByteBuffer bytes) {
    FloatBuffer floats = FloatBuffer.allocate(bytes.remaining() / Short.BYTES);
    while (bytes.hasRemaining()) {
      floats.put(Float16.toFloat(bytes.getShort()));
    }
    return floats.flip();
  }

  /** Texts have one length in the file and are filled up with zeros. */
  private String[] texts(ByteBuffer bytes, int count) {
    NpyType type = header.type();
    Charset charset =
        !type.isUnicode()
            ? StandardCharsets.UTF_8
            : Charset.forName(
                type.order() == java.nio.ByteOrder.BIG_ENDIAN ? "UTF-32BE" : "UTF-32LE");
    String[] texts = new String[count];
    byte[] item = new byte[type.itemBytes()];
    for (int i = 0; i < count; i++) {
      bytes.get(item);
      texts[i] = new String(item, charset).replaceAll("\0+$", "");
    }
    return texts;
  }
}

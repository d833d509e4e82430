package io.edge4j.maven.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import io.edge4j.model.ElementType;
import io.edge4j.model.ExternalFiles;
import io.edge4j.model.ExternalReference;
import io.edge4j.model.ModelFormatException;
import io.edge4j.model.Quoted;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A constant of a graph. Its elements may still lie in a file; {@link #data} gives them one way or
 * the other.
 */
public final class Initializer {
  private final String name;
  private final int elementType;
  private final List<Long> dims;

  /** Null for elements that are typed fields. */
  private final @Nullable TensorData data;

  /** What the file said of a tensor whose elements are typed fields of its message, or nothing. */
  private final TensorProto typed;

  private Initializer(
      String name, int elementType, List<Long> dims, @Nullable TensorData data, TensorProto typed) {
    this.name = name;
    this.elementType = elementType;
    this.dims = List.copyOf(dims);
    this.data = data;
    this.typed = typed;
  }

  /**
   * A tensor whose data somebody else provides.
   *
   * @param elementType a number of {@link TensorProto.DataType}
   * @param data as many bytes as the dimensions and the element type ask for
   */
  public static Initializer of(String name, int elementType, List<Long> dims, TensorData data) {
    return new Initializer(name, elementType, dims, data, TensorProto.getDefaultInstance());
  }

  /** A float tensor in memory; no dimensions make a scalar. */
  public static Initializer ofFloats(String name, List<Long> dims, float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      bytes.putFloat(value);
    }
    return of(name, TensorProto.DataType.FLOAT_VALUE, dims, TensorData.of(bytes.array()));
  }

  /** A tensor of that element type in memory, given as raw little-endian bytes. */
  public static Initializer ofBytes(String name, int elementType, List<Long> dims, byte... bytes) {
    return of(name, elementType, dims, TensorData.of(bytes));
  }

  /** A one-dimensional int32 tensor in memory. */
  public static Initializer ofInts(String name, int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    for (int value : values) {
      bytes.putInt(value);
    }
    return of(
        name,
        TensorProto.DataType.INT32_VALUE,
        List.of((long) values.length),
        TensorData.of(bytes.array()));
  }

  /** A one-dimensional int64 tensor in memory. */
  public static Initializer ofLongs(String name, long... values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * 8).order(ByteOrder.LITTLE_ENDIAN);
    for (long value : values) {
      bytes.putLong(value);
    }
    return of(
        name,
        TensorProto.DataType.INT64_VALUE,
        List.of((long) values.length),
        TensorData.of(bytes.array()));
  }

  private static TensorData beside(TensorProto proto, long expected, ExternalFiles files)
      throws ModelFormatException {
    ExternalReference.Entries entries = new ExternalReference.Entries();
    proto.getExternalDataList().forEach(entry -> entries.add(entry.getKey(), entry.getValue()));
    ExternalReference reference = entries.of(proto.getName());
    return new FileRegion(
        files.find(reference, expected), reference.offset(), reference.length().orElse(expected));
  }

  /** Reads a tensor message whose large data was taken out of it. */
  static Initializer of(TensorProto proto, BulkData bulk, ExternalFiles files)
      throws ModelFormatException {
    long elements = elements(proto.getName(), proto.getDimsList());
    int bits = bits(proto.getDataType());
    TensorData data = bulk.of(proto);
    if (data == null && proto.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
      data = beside(proto, bytes(elements, bits), files);
    }
    if (data == null && proto.hasRawData()) {
      data = TensorData.of(proto.getRawData());
    }
    if (data == null) {
      checkTypedCount(proto, elements);
      return new Initializer(
          proto.getName(), proto.getDataType(), proto.getDimsList(), null, withoutName(proto));
    }
    if (bits > 0 && data.length() != bytes(elements, bits)) {
      throw new ModelFormatException(
          String.format(
              "tensor %s of %s%s needs %d bytes of data and has %d",
              Quoted.name(proto.getName()),
              typeName(proto.getDataType()),
              proto.getDimsList(),
              bytes(elements, bits),
              data.length()));
    }
    return of(proto.getName(), proto.getDataType(), proto.getDimsList(), data);
  }

  private static TensorProto withoutName(TensorProto proto) {
    return proto.toBuilder().clearName().build();
  }

  private static long elements(String name, List<Long> dims) throws ModelFormatException {
    long elements = 1;
    for (long dim : dims) {
      if (dim < 0) {
        throw new ModelFormatException(
            "tensor " + Quoted.name(name) + " has a negative dimension: " + dims);
      }
      try {
        elements = Math.multiplyExact(elements, dim);
      } catch (ArithmeticException e) {
        throw new ModelFormatException(
            "tensor " + Quoted.name(name) + " has dimensions whose product overflows: " + dims, e);
      }
    }
    // Room for any element size, so that no later product overflows.
    if (elements > Long.MAX_VALUE / 128) {
      throw new ModelFormatException(
          "tensor " + Quoted.name(name) + " has dimensions whose product overflows: " + dims);
    }
    return elements;
  }

  private static void checkTypedCount(TensorProto proto, long elements)
      throws ModelFormatException {
    TensorProto.DataType type = TensorProto.DataType.forNumber(proto.getDataType());
    if (type == null) {
      return;
    }
    long found =
        switch (type) {
          case FLOAT -> proto.getFloatDataCount();
          case DOUBLE -> proto.getDoubleDataCount();
          case INT64 -> proto.getInt64DataCount();
          case INT32, INT16, INT8, UINT16, UINT8, BOOL, FLOAT16, BFLOAT16 ->
              proto.getInt32DataCount();
          case STRING -> proto.getStringDataCount();
          default -> elements;
        };
    if (found != elements) {
      throw new ModelFormatException(
          String.format(
              "tensor %s of %s%s needs %d elements and has %d",
              Quoted.name(proto.getName()), type, proto.getDimsList(), elements, found));
    }
  }

  private static long bytes(long elements, int bits) {
    return (elements * bits + 7) / 8;
  }

  public String name() {
    return name;
  }

  /** A number of {@link TensorProto.DataType}. */
  public int elementType() {
    return elementType;
  }

  public List<Long> dims() {
    return dims;
  }

  public int rank() {
    return dims.size();
  }

  public long elements() {
    return dims.stream().reduce(1L, (a, b) -> a * b);
  }

  public boolean isFloat() {
    return elementType == TensorProto.DataType.FLOAT_VALUE;
  }

  /** How many bytes the elements take in a file. */
  public long bytes() {
    return data != null ? data.length() : typed.getSerializedSize();
  }

  /** The same constant under another name. */
  public Initializer named(String other) {
    return new Initializer(other, elementType, dims, data, typed);
  }

  /** The elements as raw data. Strings and packed sub-byte typed fields have none. */
  public TensorData data() throws IOException {
    return data != null ? data : TensorData.of(rawOf(typed));
  }

  /** The data of a tensor that was read from a file of external data. */
  TensorData externalData() {
    return Objects.requireNonNull(data, () -> this + " lies in the model itself");
  }

  /** All elements of a float tensor. */
  public float[] floats() throws IOException {
    if (!isFloat()) {
      throw new IllegalStateException(name + " holds " + typeName(elementType));
    }
    float[] values = new float[Math.toIntExact(elements())];
    ByteBuffer.wrap(data().toByteArray())
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(values);
    return values;
  }

  private static byte[] rawOf(TensorProto proto) throws IOException {
    TensorProto.DataType type = TensorProto.DataType.forNumber(proto.getDataType());
    ByteBuffer out = ByteBuffer.allocate(typedBytes(proto)).order(ByteOrder.LITTLE_ENDIAN);
    switch (type == null ? TensorProto.DataType.UNDEFINED : type) {
      case FLOAT -> proto.getFloatDataList().forEach(out::putFloat);
      case DOUBLE -> proto.getDoubleDataList().forEach(out::putDouble);
      case INT64 -> proto.getInt64DataList().forEach(out::putLong);
      case INT32 -> proto.getInt32DataList().forEach(out::putInt);
      case INT16, UINT16, FLOAT16, BFLOAT16 ->
          proto.getInt32DataList().forEach(v -> out.putShort((short) (int) v));
      case INT8, UINT8, BOOL -> proto.getInt32DataList().forEach(v -> out.put((byte) (int) v));
      default ->
          throw new IOException(typeName(proto.getDataType()) + " elements have no raw form here");
    }
    return out.array();
  }

  private static int typedBytes(TensorProto proto) throws ModelFormatException {
    return Math.toIntExact(
        bytes(elements(proto.getName(), proto.getDimsList()), bits(proto.getDataType())));
  }

  /** The message for a file; data that is large goes to {@code bulk} and a marker stays. */
  TensorProto toProto(BulkData bulk) throws IOException {
    if (data == null) {
      return typed.toBuilder().setName(name).build();
    }
    TensorProto.Builder proto =
        TensorProto.newBuilder().addAllDims(dims).setDataType(elementType).setName(name);
    if (data.length() < BulkData.THRESHOLD) {
      return proto.setRawData(com.google.protobuf.ByteString.copyFrom(data.toByteArray())).build();
    }
    return proto
        .setDataLocation(TensorProto.DataLocation.EXTERNAL)
        .addExternalData(bulk.add(data))
        .build();
  }

  @Override
  public String toString() {
    return typeName(elementType) + dims + " " + name;
  }

  /** Bits of one element in {@code raw_data}; 0 for texts and for types that nobody knows here. */
  private static int bits(int elementType) {
    return ElementType.ofCode(elementType).map(ElementType::bits).orElse(0);
  }

  private static String typeName(int elementType) {
    return ElementType.ofCode(elementType)
        .map(ElementType::name)
        .orElse("element type " + elementType);
  }
}

package io.edge4j.maven.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/**
 * Reads a model file without its weights. The wire form is walked once; whatever is a large tensor
 * is noted in {@link BulkData} as a region of the file and skipped, so that memory follows the
 * graph and not the file. The wire form is that of the protobuf encoding specification; the field
 * numbers are those of onnx.proto (IR version 10).
 */
final class WireSkeleton {
  /** protobuf-java's own limit on nesting. */
  private static final int DEEPEST = 100;

  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int LENGTH_DELIMITED = 2;
  private static final int FIXED32 = 5;

  private final WireInput in;
  private final BulkData bulk;

  WireSkeleton(WireInput in, BulkData bulk) {
    this.in = in;
    this.bulk = bulk;
  }

  ModelProto read() throws IOException {
    if (in.size() == 0) {
      throw new ModelFormatException(in.file() + " is empty");
    }
    byte[] skeleton = message(WireMessage.MODEL, in.size(), 0, "the model").toByteArray();
    try {
      return ModelProto.parseFrom(skeleton);
    } catch (InvalidProtocolBufferException e) {
      throw new ModelFormatException(
          in.file() + " is damaged or no ONNX model: " + e.getMessage(), e);
    }
  }

  private ByteArrayOutputStream message(WireMessage kind, long end, int depth, String place)
      throws IOException {
    if (depth > DEEPEST) {
      throw in.damaged(place, "messages lie more than " + DEEPEST + " deep in each other");
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    LargeData large = new LargeData();
    while (in.position() < end) {
      long tag = in.readVarint(end, place);
      int number = (int) (tag >>> 3);
      if (tag <= 0 || tag > 0xFFFFFFFFL || number == 0) {
        throw in.damaged(place, "a field has the impossible tag " + Long.toUnsignedString(tag));
      }
      switch ((int) tag & 7) {
        case VARINT -> {
          long value = in.readVarint(end, place);
          large.sawNumber(kind, number, value);
          writeVarint(out, tag);
          writeVarint(out, value);
        }
        case FIXED64 -> copyField(tag, 8, end, out, place);
        case FIXED32 -> copyField(tag, 4, end, out, place);
        case LENGTH_DELIMITED -> {
          long length = in.readVarint(end, place);
          if (length < 0 || length > end - in.position()) {
            throw in.damaged(
                place,
                "field "
                    + number
                    + " claims "
                    + Long.toUnsignedString(length)
                    + " bytes where "
                    + (end - in.position())
                    + " are left");
          }
          WireMessage.Field child = kind.field(number);
          if (child != null) {
            byte[] body =
                message(
                        child.message(),
                        in.position() + length,
                        depth + 1,
                        place + "'s " + child.name())
                    .toByteArray();
            writeVarint(out, tag);
            writeVarint(out, body.length);
            out.writeBytes(body);
          } else if (!large.took(kind, number, length)) {
            writeVarint(out, tag);
            writeVarint(out, length);
            in.copy(length, out);
          }
        }
        default -> throw in.damaged(place, "field " + number + " has a wire type that ONNX lacks");
      }
    }
    large.finish(out);
    return out;
  }

  private void copyField(long tag, int bytes, long end, ByteArrayOutputStream out, String place)
      throws IOException {
    if (end - in.position() < bytes) {
      throw in.damaged(place, "the file ends within a number");
    }
    writeVarint(out, tag);
    in.copy(bytes, out);
  }

  private static void writeVarint(ByteArrayOutputStream out, long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.write((int) ((rest & 0x7F) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  /**
   * The large data of the tensor message that is being read. {@code float_data} in one packed run
   * is the same bytes as {@code raw_data}, and treated so when the element type allows it.
   */
  private final class LargeData {
    private FileRegion raw;
    private FileRegion floats;
    private boolean otherFloats;
    private long elementType;

    void sawNumber(WireMessage kind, int number, long value) {
      if (kind == WireMessage.TENSOR && number == WireMessage.TENSOR_DATA_TYPE) {
        elementType = value;
      }
    }

    boolean took(WireMessage kind, int number, long length) throws IOException {
      if (kind != WireMessage.TENSOR) {
        return false;
      }
      if (number == WireMessage.TENSOR_RAW_DATA) {
        raw = length < BulkData.THRESHOLD ? null : region(length);
        return raw != null;
      }
      if (number == WireMessage.TENSOR_FLOAT_DATA) {
        boolean first = floats == null && !otherFloats;
        otherFloats = true;
        if (first
            && length >= BulkData.THRESHOLD
            && elementType == TensorProto.DataType.FLOAT_VALUE) {
          floats = region(length);
          return true;
        }
      }
      return false;
    }

    private FileRegion region(long length) throws IOException {
      FileRegion region = new FileRegion(in.file(), in.position(), length);
      in.skip(length);
      return region;
    }

    void finish(ByteArrayOutputStream out) throws IOException {
      if (raw != null) {
        mark(raw, out);
      }
      if (floats != null) {
        mark(floats, out);
      }
    }

    private void mark(FileRegion region, ByteArrayOutputStream out) throws IOException {
      TensorProto marker =
          TensorProto.newBuilder()
              .setDataLocation(TensorProto.DataLocation.EXTERNAL)
              .addExternalData(bulk.add(region))
              .build();
      // Messages that follow each other merge, by protobuf's own rule.
      CodedOutputStream coded = CodedOutputStream.newInstance(out);
      marker.writeTo(coded);
      coded.flush();
    }
  }
}

package io.edge4j.maven.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import io.edge4j.model.ModelFormatException;
import io.edge4j.model.WireInput;
import io.edge4j.model.WireMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Reads a model file without its weights. The wire form is walked once; whatever is a large tensor
 * is noted in {@link BulkData} as a region of the file and skipped, so that memory follows the
 * graph and not the file. The wire form is that of the protobuf encoding specification; the field
 * numbers are those of onnx.proto (IR version 10).
 */
final class WireSkeleton {
  private final Path file;
  private final WireInput in;
  private final BulkData bulk;

  /**
   * @param in reads that file
   */
  WireSkeleton(Path file, WireInput in, BulkData bulk) {
    this.file = file;
    this.in = in;
    this.bulk = bulk;
  }

  ModelProto read() throws IOException {
    byte[] skeleton = message(WireMessage.MODEL, in.size(), 0, "the model").toByteArray();
    try {
      return ModelProto.parseFrom(skeleton);
    } catch (InvalidProtocolBufferException e) {
      throw new ModelFormatException(file + " is damaged or no ONNX model: " + e.getMessage(), e);
    }
  }

  private ByteArrayOutputStream message(WireMessage kind, long end, int depth, String place)
      throws IOException {
    if (depth > WireMessage.DEEPEST) {
      throw in.tooDeep(place);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    LargeData large = new LargeData();
    while (in.position() < end) {
      long tag = in.readTag(end, place);
      int number = WireInput.field(tag);
      switch (WireInput.wireType(tag)) {
        case WireInput.VARINT -> {
          long value = in.readVarint(end, place);
          large.sawNumber(kind, number, value);
          writeVarint(out, tag);
          writeVarint(out, value);
        }
        case WireInput.LENGTH_DELIMITED -> {
          long length = in.readLength(tag, end, place);
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
        default -> {
          int bytes = in.fixedWidth(tag, end, place);
          writeVarint(out, tag);
          in.copy(bytes, out);
        }
      }
    }
    large.finish(out);
    return out;
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
    private @Nullable FileRegion raw;
    private @Nullable FileRegion floats;
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
      FileRegion region = new FileRegion(file, in.position(), length);
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

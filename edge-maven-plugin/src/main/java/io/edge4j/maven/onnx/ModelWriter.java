package io.edge4j.maven.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.edge4j.model.WireMessage;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes a model whose large tensors are markers, streaming what they stand for from wherever it
 * lies. Lengths of messages come before their content in protobuf, so the wire form of the markers'
 * model is cut into parts first, and every message is measured before the first byte is written.
 */
final class ModelWriter {
  /** Where data in an external file starts: pages that can be mapped. */
  private static final long ALIGNMENT = 4096;

  private final byte[] skeleton;
  private final BulkData bulk;
  private final List<TensorData> beside = new ArrayList<>();
  private long besideEnd;

  /** Name of the file for large tensors; null while they lie in the model itself. */
  private @Nullable String besideName;

  ModelWriter(ModelProto proto, BulkData bulk) {
    this.skeleton = proto.toByteArray();
    this.bulk = bulk;
  }

  void write(Path file, ExternalData where, long largestFile) throws IOException {
    Path data = file.resolveSibling(file.getFileName() + ".data");
    Message model = null;
    if (where != ExternalData.BESIDE) {
      model = parse(WireMessage.MODEL, skeleton);
    }
    if (model == null || model.size() > largestFile) {
      besideName = data.getFileName().toString();
      model = parse(WireMessage.MODEL, skeleton);
    }
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
      model.writeTo(out);
    }
    if (!beside.isEmpty()) {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(data), 1 << 16)) {
        writeBeside(out);
      }
    }
  }

  private void writeBeside(OutputStream out) throws IOException {
    long position = 0;
    for (TensorData tensor : beside) {
      out.write(new byte[(int) (aligned(position) - position)]);
      tensor.writeTo(out);
      position = aligned(position) + tensor.length();
    }
  }

  private static long aligned(long position) {
    return (position + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  private Message parse(WireMessage kind, byte[] bytes) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(bytes);
    in.setSizeLimit(Integer.MAX_VALUE);
    if (kind == WireMessage.TENSOR) {
      TensorProto tensor = TensorProto.parseFrom(bytes);
      TensorData data = bulk.of(tensor);
      if (data != null) {
        return tensor(tensor, data);
      }
    }
    List<Part> parts = new ArrayList<>();
    ByteArrayOutputStream rest = new ByteArrayOutputStream();
    CodedOutputStream restOut = CodedOutputStream.newInstance(rest);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      WireMessage.Field child = kind.field(WireFormat.getTagFieldNumber(tag));
      // A field of the wrong wire type is one that protobuf did not know and passes on.
      if (child == null || WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
        copyField(tag, in, restOut);
        continue;
      }
      Message message = parse(child.message(), in.readByteArray());
      restOut.writeUInt32NoTag(tag);
      restOut.writeUInt64NoTag(message.size());
      if (message.parts().stream().allMatch(Held.class::isInstance)) {
        restOut.flush();
        message.writeTo(rest);
      } else {
        restOut.flush();
        parts.add(Held.of(rest));
        rest.reset();
        parts.add(message);
      }
    }
    restOut.flush();
    parts.add(Held.of(rest));
    return Message.of(parts);
  }

  private static void copyField(int tag, CodedInputStream in, CodedOutputStream out)
      throws IOException {
    out.writeUInt32NoTag(tag);
    switch (WireFormat.getTagWireType(tag)) {
      case WireFormat.WIRETYPE_VARINT -> out.writeUInt64NoTag(in.readUInt64());
      case WireFormat.WIRETYPE_FIXED64 -> out.writeFixed64NoTag(in.readFixed64());
      case WireFormat.WIRETYPE_FIXED32 -> out.writeFixed32NoTag(in.readFixed32());
      case WireFormat.WIRETYPE_LENGTH_DELIMITED -> out.writeByteArrayNoTag(in.readByteArray());
      default -> throw new IllegalStateException("this project wrote a field with tag " + tag);
    }
  }

  private Message tensor(TensorProto marker, TensorData data) throws IOException {
    TensorProto.Builder tensor = marker.toBuilder().clearDataLocation().clearExternalData();
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(head);
    if (besideName != null) {
      long offset = aligned(besideEnd);
      besideEnd = offset + data.length();
      beside.add(data);
      tensor
          .setDataLocation(TensorProto.DataLocation.EXTERNAL)
          .addExternalData(entry("location", besideName))
          .addExternalData(entry("offset", Long.toString(offset)))
          .addExternalData(entry("length", Long.toString(data.length())));
      tensor.build().writeTo(out);
      out.flush();
      return Message.of(List.of(Held.of(head)));
    }
    tensor.build().writeTo(out);
    out.writeTag(WireMessage.TENSOR_RAW_DATA, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    out.writeUInt64NoTag(data.length());
    out.flush();
    return Message.of(List.of(Held.of(head), new Streamed(data)));
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }

  /** A stretch of the file to be. */
  private sealed interface Part {
    long size();

    void writeTo(OutputStream out) throws IOException;
  }

  private record Held(ByteString bytes) implements Part {
    static Held of(ByteArrayOutputStream bytes) {
      return new Held(ByteString.copyFrom(bytes.toByteArray()));
    }

    @Override
    public long size() {
      return bytes.size();
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      bytes.writeTo(out);
    }
  }

  private record Streamed(TensorData data) implements Part {
    @Override
    public long size() {
      return data.length();
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      data.writeTo(out);
    }
  }

  private record Message(List<Part> parts, long size) implements Part {
    static Message of(List<Part> parts) {
      return new Message(parts, parts.stream().mapToLong(Part::size).sum());
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      for (Part part : parts) {
        part.writeTo(out);
      }
    }
  }
}

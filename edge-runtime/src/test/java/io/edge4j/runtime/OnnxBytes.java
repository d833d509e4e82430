package io.edge4j.runtime;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Adds to serialized ONNX models. Protobuf messages may be joined end to end: repeated fields, such
 * as {@code metadata_props}, then hold the entries of both.
 */
public final class OnnxBytes {
  /** {@code ModelProto.metadata_props} is field 14, length-delimited. */
  private static final int METADATA_PROPS = (14 << 3) | 2;

  private static final int KEY = (1 << 3) | 2;
  private static final int VALUE = (2 << 3) | 2;

  private OnnxBytes() {}

  public static byte[] withMetadata(byte[] model, Map<String, String> entries) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(model);
    entries.forEach(
        (key, value) -> {
          ByteArrayOutputStream entry = new ByteArrayOutputStream();
          field(entry, KEY, key.getBytes(StandardCharsets.UTF_8));
          field(entry, VALUE, value.getBytes(StandardCharsets.UTF_8));
          field(out, METADATA_PROPS, entry.toByteArray());
        });
    return out.toByteArray();
  }

  private static void field(ByteArrayOutputStream out, int tag, byte[] content) {
    out.write(tag);
    int rest = content.length;
    while (rest > 0x7f) {
      out.write((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
    out.writeBytes(content);
  }
}

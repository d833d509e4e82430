package io.edge4j.maven.dataset.tensors;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes what NumPy writes. */
public final class NpyFile {
  private NpyFile() {}

  /** A file in format {@code version}.0. */
  public static byte[] bytes(
      int version, String descr, boolean fortran, String shape, ByteBuffer numbers) {
    String header =
        "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }"
            .formatted(descr, fortran ? "True" : "False", shape);
    int before = 8 + (version == 1 ? 2 : 4);
    String padded = header + " ".repeat(63 - (before + header.length()) % 64) + "\n";
    ByteBuffer file =
        ByteBuffer.allocate(before + padded.length() + numbers.remaining())
            .order(ByteOrder.LITTLE_ENDIAN);
    file.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
    file.put((byte) version).put((byte) 0);
    if (version == 1) {
      file.putShort((short) padded.length());
    } else {
      file.putInt(padded.length());
    }
    return file.put(padded.getBytes(StandardCharsets.UTF_8)).put(numbers.duplicate()).array();
  }

  public static byte[] floats(String shape, float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes(1, "<f4", false, shape, bytes);
  }

  public static byte[] longs(String shape, long... values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * 8).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(values);
    return bytes(1, "<i8", false, shape, bytes);
  }

  /** As {@code numpy.savez} stores, or {@code numpy.savez_compressed} deflates. */
  public static void archive(Path file, boolean compressed, Map<String, byte[]> arrays)
      throws IOException {
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.setMethod(compressed ? ZipOutputStream.DEFLATED : ZipOutputStream.STORED);
      for (Map.Entry<String, byte[]> array : arrays.entrySet()) {
        ZipEntry entry = new ZipEntry(array.getKey() + ".npy");
        CRC32 crc = new CRC32();
        crc.update(array.getValue());
        entry.setCrc(crc.getValue());
        entry.setSize(array.getValue().length);
        zip.putNextEntry(entry);
        zip.write(array.getValue());
        zip.closeEntry();
      }
    }
  }
}

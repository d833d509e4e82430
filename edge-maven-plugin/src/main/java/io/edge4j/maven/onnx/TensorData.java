package io.edge4j.maven.onnx;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * The elements of a tensor as ONNX's {@code raw_data} lays them out: little-endian, row-major,
 * without gaps. Where the bytes are is the implementation's business, so that a model of many
 * gigabytes is a graph in memory and its weights stay in files until somebody asks for them.
 */
public interface TensorData {

  /** How many bytes {@link #writeTo} writes and {@link #open} gives. */
  long length();

  /** A fresh stream over all bytes. The caller closes it. */
  InputStream open() throws IOException;

  /** Writes all bytes, holding no more than a buffer of them at a time where that is possible. */
  void writeTo(OutputStream out) throws IOException;

  /** Bytes that are in memory already. */
  static TensorData of(byte[] bytes) {
    return new HeldBytes(ByteString.copyFrom(bytes));
  }

  /** Bytes that are in memory already. */
  static TensorData of(ByteString bytes) {
    return new HeldBytes(bytes);
  }

  /** Reads everything into one array. */
  default byte[] toByteArray() throws IOException {
    long length = length();
    if (length > Integer.MAX_VALUE - 8) {
      throw new IOException("a tensor of " + length + " bytes does not fit into one Java array");
    }
    try (InputStream in = open()) {
      byte[] bytes = in.readNBytes((int) length);
      if (bytes.length != length) {
        throw new IOException(
            "tensor data ends after " + bytes.length + " of " + length + " bytes");
      }
      return bytes;
    }
  }
}

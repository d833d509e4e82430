package io.edge4j.maven.onnx;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Initializer data in memory. */
record HeldBytes(ByteString bytes) implements TensorData {

  @Override
  public long length() {
    return bytes.size();
  }

  @Override
  public InputStream open() {
    return bytes.newInput();
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    bytes.writeTo(out);
  }
}

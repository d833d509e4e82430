package io.edge4j.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;

/**
 * A model on the class path.
 *
 * @since 0.1.0
 */
public final class ModelResource {
  private ModelResource() {}

  /**
   * Reads a resource, looked for by the thread's context class loader and then by the one of this
   * class.
   *
   * @param name its path, for example {@code META-INF/edge/garments.onnx}
   * @throws NoSuchFileException when there is no such resource
   */
  public static byte[] read(String name) throws IOException {
    try (InputStream stream = open(name)) {
      return stream.readAllBytes();
    }
  }

  private static InputStream open(String name) throws NoSuchFileException {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    InputStream stream = context == null ? null : context.getResourceAsStream(name);
    if (stream == null) {
      stream = ModelResource.class.getClassLoader().getResourceAsStream(name);
    }
    if (stream == null) {
      throw new NoSuchFileException(name, null, "no such resource on the class path");
    }
    return stream;
  }
}

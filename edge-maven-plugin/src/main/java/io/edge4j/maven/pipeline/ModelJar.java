package io.edge4j.maven.pipeline;

import io.edge4j.maven.stage.WholeFile;
import io.edge4j.model.signature.ModelSignature;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A jar that holds one model as a class path resource, so that another build can depend on it: a
 * bare {@code .onnx} dependency lands on the class path as a file, which is no resource. Same
 * model, same bytes.
 */
final class ModelJar {
  /** The earliest instant that a zip entry can carry. */
  private static final LocalDateTime EPOCH = LocalDateTime.of(1980, 1, 1, 0, 0);

  private static final String MANIFEST =
      "Manifest-Version: 1.0\r\nCreated-By: edge-maven-plugin\r\n\r\n";

  /** Where models lie in a jar or in a module's classes. */
  static final String FOLDER = "META-INF/edge";

  private ModelJar() {}

  static String resourceName(String modelName) {
    return FOLDER + "/" + modelName + ".onnx";
  }

  /** Where the signature of a model lies, if it has one: beside it, in a jar too. */
  static Path signature(Path model) {
    return model.resolveSibling(model.getFileName() + ModelSignature.EXTENSION);
  }

  /** Writes the jar, with the model's signature if it has one. */
  static void write(Path jar, String modelName, Path model) throws IOException {
    WholeFile.write(jar, out -> write(out, modelName, model));
  }

  private static void write(OutputStream out, String modelName, Path model) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.setMethod(ZipOutputStream.STORED);
      byte[] manifest = MANIFEST.getBytes(StandardCharsets.UTF_8);
      add(zip, "META-INF/MANIFEST.MF", () -> new ByteArrayInputStream(manifest));
      add(zip, resourceName(modelName), () -> Files.newInputStream(model));
      Path signature = signature(model);
      if (Files.exists(signature)) {
        add(
            zip,
            resourceName(modelName) + ModelSignature.EXTENSION,
            () -> Files.newInputStream(signature));
      }
    }
  }

  /** Read twice, since its checksum comes first; never held, since it may be two gigabytes. */
  private interface Content {
    InputStream open() throws IOException;
  }

  /** Stored, not deflated: weights hardly shrink, and a stored entry is found at its offset. */
  private static void add(ZipOutputStream zip, String name, Content content) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(EPOCH);
    try (CheckedInputStream in = new CheckedInputStream(content.open(), new CRC32())) {
      entry.setSize(in.transferTo(OutputStream.nullOutputStream()));
      entry.setCrc(in.getChecksum().getValue());
    }
    zip.putNextEntry(entry);
    try (InputStream in = content.open()) {
      in.transferTo(zip);
    }
    zip.closeEntry();
  }
}

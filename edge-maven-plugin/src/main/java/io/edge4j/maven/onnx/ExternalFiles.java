package io.edge4j.maven.onnx;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The files beside a model that hold its external data. A location is a path relative to the
 * model's folder and may not leave it, neither in writing nor through a symbolic link.
 */
final class ExternalFiles {
  private final Path folder;
  private final Path realFolder;
  private final Path realModelFolder;
  private final Map<String, Path> resolved = new HashMap<>();

  ExternalFiles(Path model) throws IOException {
    this.folder = model.toAbsolutePath().normalize().getParent();
    this.realFolder = folder.toRealPath();
    // A model that is itself a link may have its data beside the link or beside its target.
    this.realModelFolder = model.toRealPath().getParent();
  }

  /** Whether any tensor came from one of these files. */
  boolean used() {
    return !resolved.isEmpty();
  }

  /** How large these files are together. */
  long bytes() throws IOException {
    long bytes = 0;
    for (Path file : Set.copyOf(resolved.values())) {
      bytes += Files.size(file);
    }
    return bytes;
  }

  TensorData open(TensorProto tensor, long expected) throws ModelFormatException {
    String location = null;
    long offset = 0;
    long length = expected;
    for (StringStringEntryProto entry : tensor.getExternalDataList()) {
      switch (entry.getKey()) {
        case "location" -> location = entry.getValue();
        case "offset" -> offset = number(tensor, entry);
        case "length" -> length = number(tensor, entry);
        default -> {
          // checksum and whatever comes later: nothing that reading needs
        }
      }
    }
    if (location == null) {
      throw damaged(tensor, "names no file");
    }
    Path file = resolved.get(location);
    if (file == null) {
      file = resolve(tensor, location);
      resolved.put(location, file);
    }
    try {
      long size = Files.size(file);
      if (offset > size || length > size - offset) {
        throw damaged(
            tensor,
            String.format(
                "asks for %d bytes from byte %d of %s, which has %d", length, offset, file, size));
      }
    } catch (ModelFormatException e) {
      throw e;
    } catch (IOException e) {
      throw new ModelFormatException(message(tensor, "cannot be read from " + file), e);
    }
    return new FileRegion(file, offset, length);
  }

  private Path resolve(TensorProto tensor, String location) throws ModelFormatException {
    Path file;
    try {
      Path relative = Path.of(location);
      file = folder.resolve(relative).normalize();
      if (relative.isAbsolute() || !file.startsWith(folder) || file.equals(folder)) {
        throw damaged(tensor, "lies outside the model's folder: " + Quoted.name(location));
      }
    } catch (InvalidPathException e) {
      throw new ModelFormatException(
          message(tensor, "has a location that is no path: " + Quoted.name(location)), e);
    }
    if (!Files.isRegularFile(file)) {
      throw damaged(tensor, "is missing: there is no file " + file);
    }
    try {
      Path real = file.toRealPath();
      if (!real.startsWith(realFolder) && !real.startsWith(realModelFolder)) {
        throw damaged(tensor, "lies outside the model's folder: " + file + " is a link to " + real);
      }
      return real;
    } catch (ModelFormatException e) {
      throw e;
    } catch (IOException e) {
      throw new ModelFormatException(message(tensor, "cannot be reached at " + file), e);
    }
  }

  private static long number(TensorProto tensor, StringStringEntryProto entry)
      throws ModelFormatException {
    try {
      long value = Long.parseLong(entry.getValue().strip());
      if (value >= 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw new ModelFormatException(
          message(
              tensor, "has no number for " + entry.getKey() + ": " + Quoted.name(entry.getValue())),
          e);
    }
    throw damaged(tensor, "has a negative " + entry.getKey() + ": " + entry.getValue());
  }

  private static ModelFormatException damaged(TensorProto tensor, String reason) {
    return new ModelFormatException(message(tensor, reason));
  }

  private static String message(TensorProto tensor, String reason) {
    return "external data of tensor " + Quoted.name(tensor.getName()) + " " + reason;
  }
}

package io.edge4j.model;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a file is that was given as an ONNX model and is none, with what to do about it. None of
 * these can be the start of a model: protobuf has no such first fields.
 */
final class ForeignContent {
  private static final Pattern LFS_SIZE = Pattern.compile("(?m)^size (\\d{1,18})$");
  private static final String LFS_START = "version https://git-lfs";

  /** What Git LFS itself takes for a pointer at most, in bytes. */
  static final int LARGEST_LFS_POINTER = 1024;

  private static final int SHOWN = 40;

  /** Weights of that many bytes without a single one above 127: one in 2^1000. */
  private static final int ENOUGH_TO_TELL = 1000;

  /** Content that is known by the bytes at some offset, and what is said of it. */
  private record Signature(int offset, String bytes, String description) {
    boolean matches(byte[] head) {
      byte[] wanted = bytes.getBytes(StandardCharsets.ISO_8859_1);
      return head.length >= offset + wanted.length
          && ByteBuffer.wrap(head, offset, wanted.length).equals(ByteBuffer.wrap(wanted));
    }
  }

  private static final Signature[] SIGNATURES = {
    new Signature(
        0,
        "PK\u0003\u0004",
        "is a zip archive, not an ONNX model: unpack it, or, when it is a PyTorch .pt or .pth"
            + " file, export the model to ONNX"),
    new Signature(0, "\u001f\u008b", "is compressed with gzip: unpack it with gunzip first"),
    new Signature(
        4,
        "ORTM",
        "is in ONNX Runtime's own .ort format: give the .onnx file that it was made from"),
    new Signature(4, "TFL3", "is a TensorFlow Lite model: convert it to ONNX first"),
    new Signature(0, "\u0089HDF", "is an HDF5 file, as Keras writes it: convert it to ONNX first"),
    new Signature(0, "\u0080\u0002", "is a Python pickle: export the model to ONNX first"),
    new Signature(0, "\u0080\u0003", "is a Python pickle: export the model to ONNX first"),
    new Signature(0, "\u0080\u0004", "is a Python pickle: export the model to ONNX first"),
    new Signature(0, "\u0080\u0005", "is a Python pickle: export the model to ONNX first")
  };

  private ForeignContent() {}

  /**
   * Asked only of what could not be read as a model.
   *
   * @param head the first bytes of the content, at least a few thousand where it has as many
   * @param size of all of the content, in bytes
   * @return what goes on from the file's name; empty when nothing that is known
   */
  static Optional<String> of(byte[] head, long size) {
    for (Signature signature : SIGNATURES) {
      if (signature.matches(head)) {
        return Optional.of(signature.description());
      }
    }
    return text(head, size).flatMap(text -> ofText(text, head));
  }

  static boolean isLfsPointer(byte[] content) {
    return new String(content, StandardCharsets.UTF_8).startsWith(LFS_START);
  }

  private static Optional<String> ofText(String text, byte[] head) {
    String start = text.startsWith("\uFEFF") ? text.substring(1).strip() : text.strip();
    if (start.startsWith(LFS_START)) {
      return Optional.of(lfsPointer(start));
    }
    String lower = start.substring(0, Math.min(start.length(), 20)).toLowerCase(Locale.ROOT);
    if (lower.startsWith("<!doctype html") || lower.startsWith("<html")) {
      return Optional.of(
          "is an HTML page, not an ONNX model: a log-in or error page was downloaded in its place;"
              + " download the file itself");
    }
    if (text.chars().noneMatch(ForeignContent::isBinary)) {
      String shown = start.lines().findFirst().orElse("");
      return Optional.of(
          "is text, not an ONNX model; it begins with "
              + Quoted.name(shown.substring(0, Math.min(SHOWN, shown.length()))));
    }
    if (text.indexOf('\uFFFD') >= 0) {
      return Optional.of(
          mangled("bytes were replaced by EF BF BD, UTF-8's mark for what is no text"));
    }
    if (head.length >= ENOUGH_TO_TELL && text.length() == head.length) {
      return Optional.of(mangled("no byte is above 127"));
    }
    return Optional.empty();
  }

  private static String lfsPointer(String pointer) {
    Matcher size = LFS_SIZE.matcher(pointer);
    String model =
        size.find()
            ? String.format(Locale.ROOT, " (of %,d bytes)", Long.parseLong(size.group(1)))
            : "";
    return "is a Git LFS pointer, not the model itself"
        + model
        + ": run `git lfs pull`, and in CI check out with LFS";
  }

  private static String mangled(String how) {
    return "was a binary file and has been rewritten as text ("
        + how
        + "): Maven's resource <filtering> does that; add"
        + " <nonFilteredFileExtension>onnx</nonFilteredFileExtension> (and that of its data files)"
        + " to maven-resources-plugin's <nonFilteredFileExtensions>, or take the model from a"
        + " folder without <filtering>";
  }

  /** The head as text, when all of it is valid UTF-8. */
  private static Optional<String> text(byte[] head, long size) {
    CharBuffer text = CharBuffer.allocate(head.length);
    CoderResult result =
        StandardCharsets.UTF_8
            .newDecoder()
            .decode(ByteBuffer.wrap(head), text, head.length == size);
    return result.isError() ? Optional.empty() : Optional.of(text.flip().toString());
  }

  private static boolean isBinary(int c) {
    return c == 0x7F || (c < ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f');
  }
}

package io.edge4j.model;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The {@code metadata_props} of a model file, changed without reading its graph. A repeated field
 * of a protobuf message may stand anywhere in it, so new entries go to the end. Entries that they
 * replace are cut off, since most stand there too; only for those in the middle is the file copied.
 */
final class MetadataProps {
  /** {@code ModelProto.metadata_props}. */
  private static final int FIELD = 14;

  private static final int ENTRY_KEY = 1;
  private static final int ENTRY_VALUE = 2;
  private static final String PLACE = "the model";

  private MetadataProps() {}

  /** From its first byte to the one after its last. */
  private record Span(long start, long end) {}

  /** Puts entries in place of all whose keys begin so. */
  static void replace(Path file, String prefix, Map<String, String> entries) throws IOException {
    List<Span> stale = find(file, prefix);
    long end = Files.size(file);
    long keep = end;
    while (!stale.isEmpty() && stale.get(stale.size() - 1).end() == keep) {
      keep = stale.remove(stale.size() - 1).start();
    }
    ByteBuffer added = ByteBuffer.wrap(serialized(entries));
    if (stale.isEmpty()) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(keep);
        write(added, channel.position(keep));
      }
    } else {
      copyWithout(stale, file, keep, added);
    }
  }

  /** How many bytes all entries take whose keys begin so. */
  static long bytes(Path file, String prefix) throws IOException {
    return find(file, prefix).stream().mapToLong(span -> span.end() - span.start()).sum();
  }

  private static List<Span> find(Path file, String prefix) throws IOException {
    List<Span> found = new ArrayList<>();
    try (WireInput in = WireInput.of(file)) {
      while (in.position() < in.size()) {
        long start = in.position();
        long tag = in.readTag(in.size(), PLACE);
        if (WireInput.field(tag) == FIELD
            && WireInput.wireType(tag) == WireInput.LENGTH_DELIMITED) {
          long length = in.readLength(tag, in.size(), PLACE);
          long end = in.position() + length;
          if (key(in, end).startsWith(prefix)) {
            found.add(new Span(start, end));
          }
        } else {
          in.skipField(tag, in.size(), PLACE);
        }
      }
    }
    return found;
  }

  private static String key(WireInput in, long end) throws IOException {
    String key = "";
    while (in.position() < end) {
      long tag = in.readTag(end, PLACE);
      if (WireInput.field(tag) == ENTRY_KEY
          && WireInput.wireType(tag) == WireInput.LENGTH_DELIMITED) {
        key = in.readText(Math.toIntExact(in.readLength(tag, end, PLACE)));
      } else {
        in.skipField(tag, end, PLACE);
      }
    }
    return key;
  }

  private static void copyWithout(List<Span> stale, Path file, long end, ByteBuffer added)
      throws IOException {
    Path part =
        Files.createTempFile(file.toAbsolutePath().getParent(), "." + file.getFileName(), ".part");
    try {
      try (FileChannel from = FileChannel.open(file, StandardOpenOption.READ);
          FileChannel to = FileChannel.open(part, StandardOpenOption.WRITE)) {
        long position = 0;
        for (Span span : stale) {
          copy(from, position, span.start(), to);
          position = span.end();
        }
        copy(from, position, end, to);
        write(added, to);
      }
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static void copy(FileChannel from, long start, long end, FileChannel to)
      throws IOException {
    long position = start;
    while (position < end) {
      position += from.transferTo(position, end - position, to);
    }
  }

  private static void write(ByteBuffer bytes, FileChannel channel) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private static byte[] serialized(Map<String, String> entries) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    entries.forEach(
        (key, value) -> {
          ByteArrayOutputStream entry = new ByteArrayOutputStream();
          putField(entry, ENTRY_KEY, key.getBytes(StandardCharsets.UTF_8));
          putField(entry, ENTRY_VALUE, value.getBytes(StandardCharsets.UTF_8));
          putField(all, FIELD, entry.toByteArray());
        });
    return all.toByteArray();
  }

  private static void putField(ByteArrayOutputStream out, int field, byte[] content) {
    out.write((field << 3) | WireInput.LENGTH_DELIMITED);
    int rest = content.length;
    while (rest > 0x7F) {
      out.write((rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
    out.writeBytes(content);
  }
}

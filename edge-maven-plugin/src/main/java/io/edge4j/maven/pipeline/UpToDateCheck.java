package io.edge4j.maven.pipeline;

import io.edge4j.maven.stage.Digest;
import io.edge4j.maven.stage.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what a stage's outputs were made from, and says why they have to be made again. The
 * memory is written last and removed first, so that an interrupted stage never looks finished.
 */
final class UpToDateCheck {
  private static final String DIGEST = "sha256:";
  private static final int LISTED = 3;

  private final Path memory;

  /**
   * @param memory the file that remembers one stage
   */
  UpToDateCheck(Path memory) {
    this.memory = memory;
  }

  /**
   * @param inputs name of the input to its value or digest
   * @param outputs digest of each output, by its path relative to the memory's folder
   */
  private record Memory(Map<String, String> inputs, Map<String, String> outputs) {

    /** A file that lacks them remembers nothing. */
    private Memory {
      inputs = inputs == null ? Map.of() : inputs;
      outputs = outputs == null ? Map.of() : outputs;
    }
  }

  /** Empty when nothing changed, else a reason that a person can check. */
  Optional<String> staleBecause(Map<String, String> inputs) throws IOException {
    if (!Files.exists(memory)) {
      return Optional.of("there is no earlier result");
    }
    Memory before;
    try {
      before = Json.read(memory, Memory.class);
    } catch (IOException e) {
      Files.delete(memory);
      return Optional.of("the memory of the earlier result was unreadable: " + e.getMessage());
    }
    Optional<String> changedInput = changedInput(before.inputs(), inputs);
    return changedInput.isPresent() ? changedInput : changedOutput(before.outputs());
  }

  /** Removes the earlier result: a stage that now fails leaves nothing that looks like its work. */
  void forget() throws IOException {
    if (Files.exists(memory)) {
      for (String output : Json.read(memory, Memory.class).outputs().keySet()) {
        Files.deleteIfExists(memory.resolveSibling(output));
      }
      Files.delete(memory);
    }
  }

  void remember(Map<String, String> inputs, List<Path> outputs) throws IOException {
    Map<String, String> digests = new TreeMap<>();
    for (Path output : outputs) {
      digests.put(key(output), Digest.of(output));
    }
    Json.write(memory, new Memory(new TreeMap<>(inputs), digests));
  }

  /** All that changed, what a person set before what was computed from it. */
  private static Optional<String> changedInput(
      Map<String, String> before, Map<String, String> now) {
    TreeSet<String> names = new TreeSet<>(before.keySet());
    names.addAll(now.keySet());
    List<String> changes =
        names.stream()
            .filter(name -> !Objects.equals(before.get(name), now.get(name)))
            .sorted(
                Comparator.comparing(name -> isDigest(now.getOrDefault(name, before.get(name)))))
            .map(name -> change(name, before.get(name), now.get(name)))
            .toList();
    if (changes.isEmpty()) {
      return Optional.empty();
    }
    String first = String.join(", ", changes.subList(0, Math.min(LISTED, changes.size())));
    int more = changes.size() - LISTED;
    return Optional.of(more > 0 ? first + " and " + more + " more" : first);
  }

  private static String change(String name, @Nullable String was, @Nullable String is) {
    if (was == null) {
      return name + " is new (" + brief(is) + ")";
    }
    if (is == null) {
      return name + " is gone (was " + brief(was) + ")";
    }
    return name + " changed from " + brief(was) + " to " + brief(is);
  }

  private static boolean isDigest(@Nullable String value) {
    return value != null && value.startsWith(DIGEST);
  }

  private Optional<String> changedOutput(Map<String, String> before) throws IOException {
    for (Map.Entry<String, String> output : before.entrySet()) {
      Path file = memory.resolveSibling(output.getKey());
      if (!Files.exists(file)) {
        return Optional.of(file.getFileName() + " is missing");
      }
      if (!Digest.of(file).equals(output.getValue())) {
        return Optional.of(file.getFileName() + " was changed after it was made");
      }
    }
    return Optional.empty();
  }

  private String key(Path output) {
    Path folder = memory.toAbsolutePath().resolveSibling("");
    return folder.relativize(output.toAbsolutePath()).toString().replace('\\', '/');
  }

  private static @Nullable String brief(@Nullable String value) {
    return value != null && isDigest(value) ? value.substring(0, DIGEST.length() + 12) : value;
  }
}

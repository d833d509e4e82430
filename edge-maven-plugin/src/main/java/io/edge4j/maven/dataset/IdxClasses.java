package io.edge4j.maven.dataset;

import io.edge4j.maven.dataset.IdxFolder.IdxSplit;
import io.edge4j.maven.stage.StageException;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the labels of an IDX folder stand for.
 *
 * @param first the label of the first class: 1 for EMNIST's letters, else 0
 * @param names one a class
 */
record IdxClasses(int first, List<String> names) {
  private static final String LABELS = "labels.txt";
  private static final int MOST = 256;

  static IdxClasses of(IdxFolder folder, IdxSplit train) throws StageException, IOException {
    Path labels = folder.directory().resolve(LABELS);
    if (Files.isRegularFile(labels)) {
      List<String> names = lines(labels);
      if (names.size() < 2 || names.size() > MOST) {
        throw DatasetDamage.of(
            labels,
            "it names %d classes, but 2 to %d are possible".formatted(names.size(), MOST),
            null);
      }
      return new IdxClasses(0, names);
    }
    Path mapping = mapping(folder);
    if (Files.isRegularFile(mapping)) {
      return fromMapping(mapping);
    }
    int classes = Math.max(2, train.largestLabel() + 1);
    return new IdxClasses(0, IntStream.range(0, classes).mapToObj(Integer::toString).toList());
  }

  /** The files that names come from, if there are any. */
  static List<Path> sources(IdxFolder folder) {
    return Stream.of(folder.directory().resolve(LABELS), mapping(folder))
        .filter(Files::isRegularFile)
        .limit(1)
        .toList();
  }

  private static Path mapping(IdxFolder folder) {
    return folder.directory().resolve(folder.prefix() + "mapping.txt");
  }

  /** EMNIST: a line a class, the label, then the character codes that it stands for. */
  private static IdxClasses fromMapping(Path mapping) throws StageException, IOException {
    List<String> names = new ArrayList<>();
    int first = -1;
    List<String> lines = lines(mapping);
    for (int i = 0; i < lines.size(); i++) {
      List<String> words = List.of(lines.get(i).split("\\s+", -1));
      try {
        int label = Integer.parseInt(words.get(0));
        first = first < 0 ? label : first;
        if (words.size() < 2 || label != first + names.size()) {
          throw badLine(mapping, i, lines.get(i), null);
        }
        names.add(Character.toString(Integer.parseInt(words.get(1))));
      } catch (IllegalArgumentException e) {
        throw badLine(mapping, i, lines.get(i), e);
      }
    }
    if (names.size() < 2 || names.size() > MOST) {
      throw DatasetDamage.of(
          mapping,
          "it names %d classes, but 2 to %d are possible".formatted(names.size(), MOST),
          null);
    }
    return new IdxClasses(first, names);
  }

  private static StageException badLine(
      Path mapping, int index, String line, @Nullable Exception cause) {
    return DatasetDamage.of(
        mapping,
        "line %d is '%s', but each line is a label, one higher than the line before, and a character code"
            .formatted(index + 1, line),
        cause);
  }

  private static List<String> lines(Path file) throws StageException, IOException {
    try {
      return Files.readAllLines(file, StandardCharsets.UTF_8).stream()
          .map(String::strip)
          .filter(line -> !line.isEmpty())
          .toList();
    } catch (MalformedInputException e) {
      throw DatasetDamage.of(file, "it is no UTF-8 text", e);
    }
  }
}

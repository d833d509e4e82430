package io.edge4j.maven.benchmark;

import io.edge4j.maven.measure.BalancedOrder;
import io.edge4j.maven.stage.StageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** All variants of a fork, opened, a file that is measured at several sizes once. */
final class OpenVariants implements AutoCloseable {
  private final List<Variant> variants;
  private final int threads;
  private final List<Long> shape;
  private final int fork;
  private final Map<Path, Subject> opened = new LinkedHashMap<>();
  private int openings;

  /**
   * @param threads that an engine may use
   * @param shape of one sample, for files that do not say theirs
   * @param fork its number, from 0
   */
  OpenVariants(List<Variant> variants, int threads, List<Long> shape, int fork) {
    this.variants = List.copyOf(variants);
    this.threads = threads;
    this.shape = List.copyOf(shape);
    this.fork = fork;
  }

  /**
   * Opens all, anew where they are open.
   *
   * @throws StageException when a file is no model of its kind
   */
  void open() throws StageException, IOException {
    close();
    for (Variant variant : BalancedOrder.of(variants, fork + openings)) {
      if (!opened.containsKey(variant.file())) {
        opened.put(variant.file(), Subjects.open(variant, threads, shape));
      }
    }
    openings++;
  }

  /** How often all were opened. */
  int openings() {
    return openings;
  }

  Subject of(Variant variant) {
    return Objects.requireNonNull(opened.get(variant.file()), variant.name());
  }

  /** Of all files together, external data included. */
  long bytes() throws IOException {
    Set<Path> files = new LinkedHashSet<>();
    for (Variant variant : variants) {
      files.addAll(variant.files());
    }
    long bytes = 0;
    for (Path file : files) {
      bytes += Files.size(file);
    }
    return bytes;
  }

  @Override
  public void close() {
    opened.values().forEach(Subject::close);
    opened.clear();
  }
}

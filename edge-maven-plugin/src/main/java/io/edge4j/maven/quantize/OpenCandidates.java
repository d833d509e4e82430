package io.edge4j.maven.quantize;

import ai.onnxruntime.OrtException;
import io.edge4j.maven.measure.BalancedOrder;
import io.edge4j.maven.quantize.session.OrtModel;
import io.edge4j.model.ModelFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The candidates of recipe auto, open to be timed. */
final class OpenCandidates implements AutoCloseable {
  private final int threads;
  private final Map<String, Path> files = new LinkedHashMap<>();
  private final Map<String, OrtModel> opened = new LinkedHashMap<>();
  private int openings = 1;

  /**
   * @param threads intra-op threads of each
   */
  OpenCandidates(int threads) {
    this.threads = threads;
  }

  /** Opens one more. It is no candidate when it cannot be opened. */
  OrtModel add(String name, Path file) throws OrtException {
    OrtModel model = OrtModel.open(file, threads);
    files.put(name, file);
    opened.put(name, model);
    return model;
  }

  /** Closes one that turned out to be no candidate, if it was one. */
  void drop(String name) throws OrtException {
    files.remove(name);
    OrtModel model = opened.remove(name);
    if (model != null) {
      model.close();
    }
  }

  /** As they were added. */
  List<String> names() {
    return List.copyOf(files.keySet());
  }

  OrtModel of(String name) {
    return Objects.requireNonNull(opened.get(name), name);
  }

  /** Closes all and opens them again, in another order each time. */
  void reopen() throws OrtException {
    close();
    for (String name : BalancedOrder.of(names(), openings)) {
      opened.put(name, OrtModel.open(Objects.requireNonNull(files.get(name)), threads));
    }
    openings++;
  }

  /** How often all were opened. */
  int openings() {
    return openings;
  }

  /** Of all files together, external data included. */
  long bytes() throws IOException {
    long bytes = 0;
    for (Path file : files.values()) {
      bytes += ModelFiles.of(file).bytes();
    }
    return bytes;
  }

  @Override
  public void close() throws OrtException {
    List<OrtModel> models = List.copyOf(opened.values());
    opened.clear();
    for (OrtModel model : models) {
      model.close();
    }
  }
}

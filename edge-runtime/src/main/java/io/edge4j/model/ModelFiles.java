package io.edge4j.model;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * An ONNX model as it lies on disk: its file and all the files of external data that the file
 * names, however they are called. Whoever weighs, compares, copies or moves a model does it here,
 * so that no part is forgotten.
 *
 * @since 0.1.0
 */
public final class ModelFiles {
  /** What {@link #digest()} begins with. */
  public static final String DIGEST_PREFIX = "sha256:";

  private final Path model;
  private final OnnxHeader header;
  private final SortedMap<String, Path> data;

  private ModelFiles(Path model, OnnxHeader header, SortedMap<String, Path> data) {
    this.model = model;
    this.header = header;
    this.data = Collections.unmodifiableSortedMap(data);
  }

  /**
   * Finds the files of a model.
   *
   * @throws ModelFormatException when it is no ONNX model, or when external data is missing, too
   *     short or outside the model's folder
   */
  public static ModelFiles of(Path model) throws IOException {
    Path file = model.toAbsolutePath().normalize();
    OnnxHeader header = OnnxHeader.read(model);
    ExternalFiles files = new ExternalFiles(file);
    SortedMap<String, Path> data = new TreeMap<>();
    for (ExternalReference reference : header.externalData()) {
      try {
        Path found = files.find(reference, 0);
        data.put(nameBeside(file, found), found);
      } catch (ModelFormatException e) {
        throw new ModelFormatException(model + ": " + e.getMessage(), e);
      }
    }
    return new ModelFiles(file, header, data);
  }

  /** Every file is absolute and so has a folder. */
  private static Path folderOf(Path file) {
    return Objects.requireNonNull(file.getParent(), () -> file + " is no file");
  }

  /** The ONNX file, absolute. */
  public Path model() {
    return model;
  }

  /** What the ONNX file says of itself. */
  public OnnxHeader header() {
    return header;
  }

  /**
   * The files of external data by their names: paths relative to the model's folder, with {@code /}
   * on every system, in order.
   */
  public SortedMap<String, Path> data() {
    return data;
  }

  /** Whether the model has no external data. */
  public boolean isOneFile() {
    return data.isEmpty();
  }

  /** The model first, then its data. */
  public List<Path> all() {
    List<Path> all = new ArrayList<>(List.of(model));
    all.addAll(data.values());
    return all;
  }

  /** The size of all files together. */
  public long bytes() throws IOException {
    long bytes = 0;
    for (Path file : all()) {
      bytes += Files.size(file);
    }
    return bytes;
  }

  /** The size of all files together, each compressed with gzip at its default level. */
  public long gzipBytes() throws IOException {
    return ModelSize.of(all()).gzipBytes();
  }

  /**
   * What the model is, wherever it lies: the SHA-256 of its file and, where it has data, of all
   * contents together with the data's names.
   *
   * @return {@code sha256:} and 64 hexadecimal digits; of a model in one file those that {@code
   *     sha256sum} prints
   */
  public String digest() throws IOException {
    byte[] digest = Sha256.of(model);
    if (!isOneFile()) {
      MessageDigest all = Sha256.digest();
      all.update(digest);
      for (String name : data.keySet()) {
        // A name cannot hold 0, so no two lists of names give the same bytes.
        all.update((name + '\0').getBytes(StandardCharsets.UTF_8));
        all.update(Sha256.of(data.get(name)));
      }
      digest = all.digest();
    }
    return DIGEST_PREFIX + Sha256.hex(digest);
  }

  /**
   * Copies the model. Data keeps its names, since the model holds them. Files that are there are
   * replaced, each as a whole, and the model comes last: who is interrupted leaves no model without
   * its data.
   *
   * @param target path of the copied model; folders are made
   * @return the copy
   * @throws ModelFormatException when the model's own data has the name of the target
   */
  public ModelFiles copyTo(Path target) throws IOException {
    return place(target, ModelFiles::copy);
  }

  /**
   * Moves the model, as {@link #copyTo} copies it.
   *
   * @return the model in its new place
   */
  public ModelFiles moveTo(Path target) throws IOException {
    ModelFiles moved = place(target, ModelFiles::move);
    for (Path file : data.values()) {
      Path folder = folderOf(file);
      if (Files.exists(folder)) {
        deleteEmpty(folder);
      }
    }
    return moved;
  }

  /** Deletes the model and then its data, and folders of data that are empty then. */
  public void delete() throws IOException {
    deleteBut(List.of());
  }

  private interface Transfer {
    void run(Path from, Path to) throws IOException;
  }

  private ModelFiles place(Path place, Transfer transfer) throws IOException {
    Path target = place.toAbsolutePath().normalize();
    if (target.equals(model)) {
      return this;
    }
    SortedMap<String, Path> moved = new TreeMap<>();
    for (String name : data.keySet()) {
      Path file = target.resolveSibling(name).normalize();
      if (file.equals(target)) {
        throw new ModelFormatException(
            model + " cannot become " + target + ": its external data has that name already");
      }
      moved.put(name, file);
    }
    Files.createDirectories(folderOf(target));
    replaced(target);
    for (Map.Entry<String, Path> file : data.entrySet()) {
      Path from = file.getValue();
      Path to = target.resolveSibling(file.getKey()).normalize();
      if (!from.equals(to)) {
        Files.createDirectories(folderOf(to));
        transfer.run(from, to);
      }
    }
    transfer.run(model, target);
    return new ModelFiles(target, header, moved);
  }

  /**
   * Takes away the model that is to be replaced. Where both are one file, nothing is to be done
   * before the new one takes its place in one step. Otherwise the old model goes first: never does
   * a model lie with another one's data.
   */
  private void replaced(Path target) throws IOException {
    if (!Files.exists(target)) {
      return;
    }
    Optional<ModelFiles> old = readable(target);
    if (old.isPresent() && !(isOneFile() && old.get().isOneFile())) {
      old.get().deleteBut(data.values());
    }
  }

  /** Empty for what is no model, or one without its data: there is nothing to take along then. */
  private static Optional<ModelFiles> readable(Path model) throws IOException {
    try {
      return Optional.of(of(model));
    } catch (ModelFormatException e) {
      return Optional.empty();
    }
  }

  private void deleteBut(Collection<Path> kept) throws IOException {
    Files.delete(model);
    for (Path file : data.values()) {
      if (!kept.contains(file)) {
        Files.delete(file);
        deleteEmpty(folderOf(file));
      }
    }
  }

  /** Folders of data, from the inner to the outer; never the model's own. */
  private void deleteEmpty(Path dataFolder) throws IOException {
    Path folder = dataFolder;
    while (!folder.equals(folderOf(model)) && isEmpty(folder)) {
      Files.delete(folder);
      folder = folderOf(folder);
    }
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isEmpty();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Path part = Files.createTempFile(folderOf(to), "." + to.getFileName(), ".part");
    try {
      Files.copy(from, part, StandardCopyOption.REPLACE_EXISTING);
      move(part, to);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static void move(Path from, Path to) throws IOException {
    if (Files.isSymbolicLink(from)) {
      // A relative link means another file elsewhere.
      copy(from, to);
      Files.delete(from);
      return;
    }
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static String nameBeside(Path model, Path file) {
    return StreamSupport.stream(folderOf(model).relativize(file).spliterator(), false)
        .map(Path::toString)
        .collect(Collectors.joining("/"));
  }
}

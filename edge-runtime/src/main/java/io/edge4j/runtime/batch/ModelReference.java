package io.edge4j.runtime.batch;

import io.edge4j.model.InvalidInputException;
import io.edge4j.model.ModelFiles;
import io.edge4j.model.ModelFormatException;
import io.edge4j.model.OutputKind;
import io.edge4j.model.Sha256;
import io.edge4j.runtime.EdgeModel;
import io.edge4j.runtime.EdgeOptions;
import io.edge4j.runtime.ModelException;
import io.edge4j.runtime.ModelInfo;
import io.edge4j.runtime.ModelResource;
import io.edge4j.runtime.Predictor;
import java.io.IOException;
import java.io.Serial;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A model that travels: made where a job is defined, serialized to the workers of an engine, and
 * opened there once a JVM, however many tasks and threads use it. Immutable and thread-safe; two
 * references to the same place, content and options are equal.
 *
 * <pre>{@code
 * ModelReference garments = ModelReference.ofResource("META-INF/edge/garments.onnx");
 * // on a worker, with an iterator over its records
 * Iterator<Scored<float[]>> scored = garments.scoreAll(records, record -> record);
 * }</pre>
 *
 * <p>The reference carries the SHA-256 of the model that was found when it was made, so a worker
 * that finds another one at the same place refuses it. A resource is the simplest: it travels in a
 * jar. A file must lie at the same path on every worker. Bytes travel inside the reference, with
 * every task.
 *
 * <p>Nobody closes the model: the end of the JVM does, after the predictions in flight. ONNX
 * Runtime gets the threads of {@link EdgeOptions#threads()}, one unless told otherwise: the tasks
 * of the engine are the parallelism.
 *
 * @since 0.1.0
 */
public final class ModelReference implements Serializable {
  @Serial private static final long serialVersionUID = 1;

  // Plain fields, not EdgeOptions: any engine's serializer takes them.
  private final ModelOrigin source;
  private final String location;
  private final String sha256;
  private final int threads;

  /** Null where the model says it. */
  private final @Nullable OutputKind output;

  /** Null where the model says them. */
  private final String @Nullable [] labels;

  /** Null unless the source is {@link ModelOrigin#BYTES}. */
  private final byte @Nullable [] content;

  /** The JVM's own, once it has been asked for. */
  private transient volatile @Nullable EdgeModel model;

  private ModelReference(
      ModelOrigin source,
      String location,
      String sha256,
      byte @Nullable [] content,
      EdgeOptions options) {
    this.source = source;
    this.location = location;
    this.sha256 = sha256;
    this.content = content;
    this.threads = options.threads();
    this.output = options.output().orElse(null);
    this.labels = options.labels().map(names -> names.toArray(String[]::new)).orElse(null);
  }

  /**
   * A model on the class path, looked for by the thread's context class loader and then by the one
   * of this library, here and on the workers.
   *
   * @param resource its path, for example {@code META-INF/edge/garments.onnx}
   * @throws NoSuchFileException when there is no such resource here
   */
  public static ModelReference ofResource(String resource) throws IOException {
    String digest = Sha256.hex(Sha256.of(ModelResource.read(resource)));
    return new ModelReference(ModelOrigin.RESOURCE, resource, digest, null, EdgeOptions.defaults());
  }

  /**
   * A model file that lies at the same path on every worker, such as one on a shared file system.
   * So must its external data, which is part of the digest.
   *
   * @throws NoSuchFileException when there is no such file here
   * @throws ModelFormatException when it is no ONNX model, or its external data is missing
   */
  public static ModelReference ofFile(Path file) throws IOException {
    String path = file.toAbsolutePath().toString();
    return new ModelReference(ModelOrigin.FILE, path, digest(file), null, EdgeOptions.defaults());
  }

  /**
   * A model that travels inside the reference. Without external data, and not too large: engines
   * send the reference with every task.
   *
   * @param name stands in error messages, and is the model's name where its metadata has none
   * @param model the content of an ONNX file; copied
   */
  public static ModelReference ofBytes(String name, byte[] model) {
    return new ModelReference(
        ModelOrigin.BYTES,
        name,
        Sha256.hex(Sha256.of(model)),
        model.clone(),
        EdgeOptions.defaults());
  }

  /** The same model, opened with these options. */
  public ModelReference withOptions(EdgeOptions options) {
    return new ModelReference(source, location, sha256, content, options);
  }

  /** The digest of the model, 64 hexadecimal digits in lower case. */
  public String sha256() {
    return sha256;
  }

  /**
   * What the model says of itself; opens it when nothing in this JVM has yet.
   *
   * @throws IOException see {@link #predictor()}
   */
  public ModelInfo info() throws IOException {
    return model().info();
  }

  /**
   * The predictor of the one opened model; opens it when nothing in this JVM has yet. The first
   * call takes as long as ONNX Runtime needs for the model, callers meanwhile wait for it. A model
   * that could not be opened is tried again at the next call.
   *
   * @throws NoSuchFileException when the model is missing here
   * @throws ModelMismatchException when another model is found here
   * @throws ModelException when ONNX Runtime cannot load it
   * @throws IllegalStateException when the JVM is ending
   */
  public Predictor predictor() throws IOException {
    return model().predictor();
  }

  /**
   * Scores one record.
   *
   * @param sample makes the model's input of a record, as {@link Predictor#predict(float[])} takes
   *     it; throws {@link InvalidInputException} for a record that has none. It may return the same
   *     array each time.
   * @return the record with its prediction, or with the reason why it was rejected. Whatever is not
   *     the record's fault is thrown.
   * @throws IOException see {@link #predictor()}
   */
  public <R> Scored<R> score(R record, Function<? super R, float[]> sample) throws IOException {
    return ScoredIterator.score(predictor(), record, sample);
  }

  /**
   * Scores record after record, on the thread that asks for the results. When a result is asked for
   * and none is ready, as many records are taken as {@link Predictor#predictAll(List)} runs
   * together ({@link Predictor#samplesTogether()}: 32, 16 or 1), and none is kept when its result
   * was given: memory does not depend on their number. Each record must be an object of its own.
   * Where one of them is to be rejected, those are scored one by one.
   *
   * @param sample see {@link #score}; may be called twice for a record
   * @return as many results as records, in their order; used by one thread
   * @throws IOException see {@link #predictor()}
   */
  public <R> Iterator<Scored<R>> scoreAll(
      Iterator<? extends R> records, Function<? super R, float[]> sample) throws IOException {
    return new ScoredIterator<>(predictor(), records, sample);
  }

  private EdgeModel model() throws IOException {
    EdgeModel found = model;
    if (found == null) {
      found = SharedModels.ofThisJvm().get(key(), this::open);
      model = found;
    }
    return found;
  }

  private EdgeModel open() throws IOException {
    EdgeOptions options = options();
    return switch (source) {
      case RESOURCE -> {
        byte[] found = ModelResource.read(location);
        requireDigest(Sha256.hex(Sha256.of(found)));
        // With a key, the resource's signature lies beside it.
        yield options.key().isPresent()
            ? EdgeModel.openResource(location, options)
            : EdgeModel.openBytes(location, found, options);
      }
      case FILE -> {
        // Not from bytes: external data lies beside the file, and it may be larger than an array.
        Path file = Path.of(location);
        requireDigest(digest(file));
        yield EdgeModel.open(file, options);
      }
      case BYTES -> {
        byte[] held = Objects.requireNonNull(content, "the reference lost its model");
        requireDigest(Sha256.hex(Sha256.of(held)));
        yield EdgeModel.openBytes(location, held, options);
      }
    };
  }

  /** The digest of the model with all its files, as {@link Sha256} writes it. */
  private static String digest(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new NoSuchFileException(file.toString(), null, "no such model file");
    }
    return ModelFiles.of(file).digest().substring(ModelFiles.DIGEST_PREFIX.length());
  }

  private void requireDigest(String found) throws ModelMismatchException {
    if (!found.equals(sha256)) {
      throw new ModelMismatchException(
          "The job was defined with another model: expected "
              + key()
              + " with SHA-256 "
              + sha256
              + ", found "
              + found
              + ". Give the workers the model of the job, or define the job anew with theirs.");
    }
  }

  /** Whether models must be signed is up to the JVM that opens them, and no part of a job. */
  private EdgeOptions options() {
    return new EdgeOptions(
        threads,
        Optional.ofNullable(output),
        Optional.ofNullable(labels).map(List::of),
        EdgeOptions.defaults().key());
  }

  private ModelKey key() {
    return new ModelKey(source, location, sha256, options());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ModelReference reference && key().equals(reference.key());
  }

  @Override
  public int hashCode() {
    return key().hashCode();
  }

  /** Where the model comes from, and its digest. */
  @Override
  public String toString() {
    return key() + " (SHA-256 " + sha256 + ")";
  }
}

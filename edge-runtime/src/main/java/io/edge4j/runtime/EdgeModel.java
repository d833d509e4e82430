package io.edge4j.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.edge4j.model.ModelFiles;
import io.edge4j.model.ModelFormatException;
import io.edge4j.model.OnnxHeader;
import io.edge4j.model.SelfTest;
import io.edge4j.model.signature.ModelSignature;
import io.edge4j.model.signature.ModelSignatureException;
import io.edge4j.model.signature.VerificationKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An opened ONNX model. Thread-safe; opened once, used for as long as the application runs, closed
 * at its end. {@link #close()} waits for predictions in flight.
 *
 * @since 0.1.0
 */
public final class EdgeModel implements AutoCloseable {
  private static final long LARGEST_ARRAY = Integer.MAX_VALUE - 8L;

  private final OrtSession session;
  private final ModelInfo info;
  private final Optional<SelfTest> selfTest;
  private final Predictor predictor;

  private EdgeModel(
      OrtEnvironment environment, OrtSession session, ModelInfo info, Optional<SelfTest> selfTest) {
    this.session = session;
    this.info = info;
    this.selfTest = selfTest;
    this.predictor = new Predictor(environment, session, info);
  }

  /** Opens a model file with {@link EdgeOptions#defaults()}. */
  public static EdgeModel open(Path file) throws IOException {
    return open(file, EdgeOptions.defaults());
  }

  /**
   * Opens a model file. External data is looked for beside it. With a key, the model and its
   * signature ({@code model.onnx.sig} beside {@code model.onnx}) are compared before ONNX Runtime
   * sees a byte; of a model with external data, whose files ONNX Runtime opens itself, nobody else
   * may write to the folder.
   *
   * @throws NoSuchFileException when there is no such file
   * @throws ModelException when ONNX Runtime cannot load it; says what the file is where it is no
   *     model, such as a Git LFS pointer
   */
  public static EdgeModel open(Path file, EdgeOptions options) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new NoSuchFileException(file.toString(), null, "no such model file");
    }
    if (options.key().isPresent()) {
      return openVerified(file, options.key().get(), options);
    }
    return openFile(file, options);
  }

  private static EdgeModel openVerified(Path file, VerificationKey key, EdgeOptions options)
      throws IOException {
    Path beside = file.resolveSibling(file.getFileName() + ModelSignature.EXTENSION);
    if (!Files.isRegularFile(beside)) {
      throw unsigned(file.toString(), beside.toString());
    }
    byte[] signature = Files.readAllBytes(beside);
    ModelFiles files = ModelFiles.of(file);
    if (files.isOneFile() && files.bytes() < LARGEST_ARRAY) {
      // What is loaded are the bytes that were compared, whoever writes to the file meanwhile.
      return openBytes(file.toString(), Files.readAllBytes(file), signature, key, options);
    }
    try {
      ModelSignature.parse(signature).verify(key, files);
    } catch (ModelSignatureException e) {
      throw distrusted(file.toString(), e);
    }
    return openFile(file, options);
  }

  private static ModelException unsigned(String model, String signature) {
    return new ModelException(
        model
            + " is not signed: there is no "
            + signature
            + ", and only signed models are to be opened. Sign it (edge.signingKey of"
            + " edge-maven-plugin), or open it without a key ("
            + EdgeOptions.KEY
            + ")");
  }

  private static ModelException distrusted(String model, ModelSignatureException reason) {
    return new ModelException(model + " is not opened: " + reason.getMessage(), reason);
  }

  private static EdgeModel openFile(Path file, EdgeOptions options) throws ModelException {
    return load(
        file.toString(),
        (environment, config) -> environment.createSession(file.toString(), config),
        () -> ModelFiles.of(file),
        options);
  }

  /** Opens a model from the class path with {@link EdgeOptions#defaults()}. */
  public static EdgeModel openResource(String resource) throws IOException {
    return openResource(resource, EdgeOptions.defaults());
  }

  /**
   * Opens a model from the class path, looked for by the thread's context class loader and then by
   * the one of this class.
   *
   * @param resource its path, for example {@code META-INF/edge/garments.onnx}
   * @throws NoSuchFileException when there is no such resource
   * @throws ModelException when ONNX Runtime cannot load it
   */
  public static EdgeModel openResource(String resource, EdgeOptions options) throws IOException {
    byte[] model = ModelResource.read(resource);
    if (options.key().isEmpty()) {
      return openBytes(resource, model, options);
    }
    String beside = resource + ModelSignature.EXTENSION;
    byte[] signature;
    try {
      signature = ModelResource.read(beside);
    } catch (NoSuchFileException e) {
      throw unsigned(resource, beside);
    }
    return openBytes(resource, model, signature, options.key().get(), options);
  }

  private static EdgeModel openBytes(
      String name, byte[] model, byte[] signature, VerificationKey key, EdgeOptions options)
      throws ModelException {
    try {
      ModelSignature.parse(signature).verify(key, model);
    } catch (ModelSignatureException e) {
      throw distrusted(name, e);
    }
    return openBytes(name, model, options.withoutKey());
  }

  /**
   * Opens a model that lies in memory, such as one that came over a network. The array is not
   * needed any more afterwards. External data is not found: such a model needs a file, see {@link
   * #open(Path, EdgeOptions)}.
   *
   * @param name stands in error messages, and is the model's name where its metadata has none
   * @param model the content of an ONNX file
   * @throws ModelException when ONNX Runtime cannot load it, or when the options have a key:
   *     compare it with its signature by {@link ModelSignature#verify}, and open it {@link
   *     EdgeOptions#withoutKey}
   */
  public static EdgeModel openBytes(String name, byte[] model, EdgeOptions options)
      throws ModelException {
    if (options.key().isPresent()) {
      throw new ModelException(
          name
              + " has no place that a signature could lie at, and only signed models are to be"
              + " opened: compare it with ModelSignature.verify, and open it withoutKey()");
    }
    return load(
        name,
        (environment, config) -> environment.createSession(model, config),
        () -> requireWithoutExternalData(name, OnnxHeader.read(name, model)),
        options);
  }

  private interface Loader {
    OrtSession load(OrtEnvironment environment, OrtSession.SessionOptions config)
        throws OrtException;
  }

  /** Looks at what could not be loaded. */
  private interface Check {
    /**
     * Passes where the fault is not the file's.
     *
     * @throws ModelFormatException when it is, with a reason that a person can act on
     */
    void run() throws IOException;
  }

  private static EdgeModel load(String origin, Loader loader, Check check, EdgeOptions options)
      throws ModelException {
    OrtEnvironment environment = OnnxRuntime.environment();
    @Nullable OrtSession session = null;
    try (OrtSession.SessionOptions config = sessionOptions(options)) {
      session = loader.load(environment, config);
      ModelReader.Opened read = ModelReader.read(session, name(origin), options);
      EdgeModel model = new EdgeModel(environment, session, read.info(), read.selfTest());
      session = null;
      return model;
    } catch (OrtException e) {
      throw refused(origin, check, e);
    } finally {
      closeQuietly(session);
    }
  }

  private static ModelException refused(String origin, Check check, OrtException reason) {
    @Nullable String message =
        origin + " is no model that ONNX Runtime can load: " + reason.getMessage();
    try {
      check.run();
    } catch (ModelFormatException e) {
      message = e.getMessage();
    } catch (IOException e) {
      reason.addSuppressed(e);
    }
    return new ModelException(message, reason);
  }

  private static void requireWithoutExternalData(String name, OnnxHeader header)
      throws ModelFormatException {
    if (!header.externalData().isEmpty()) {
      throw new ModelFormatException(
          name
              + " has its weights in external data ("
              + header.externalData().get(0).location()
              + "), which is found only beside a file: open the model with EdgeModel.open(Path)");
    }
  }

  private static OrtSession.SessionOptions sessionOptions(EdgeOptions options) throws OrtException {
    OrtSession.SessionOptions config = new OrtSession.SessionOptions();
    config.setIntraOpNumThreads(options.threads());
    config.setInterOpNumThreads(1);
    config.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
    config.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
    // Spinning threads burn a third of a core at a handful of requests a second.
    config.addConfigEntry("session.intra_op.allow_spinning", "0");
    config.addConfigEntry("session.inter_op.allow_spinning", "0");
    return config;
  }

  private static void closeQuietly(@Nullable OrtSession session) throws ModelException {
    if (session != null) {
      try {
        session.close();
      } catch (OrtException e) {
        throw new ModelException("A model that was refused could not be closed.", e);
      }
    }
  }

  private static String name(String origin) {
    String file = origin.substring(Math.max(origin.lastIndexOf('/'), origin.lastIndexOf('\\')) + 1);
    return file.endsWith(".onnx") ? file.substring(0, file.length() - ".onnx".length()) : file;
  }

  /** What the model says of itself. */
  public ModelInfo info() {
    return info;
  }

  /**
   * Runs the self-test that the build wrote into the model: inputs drawn from a seed, and what they
   * gave there. A processor whose kernels compute something else is found before the first answer.
   * Takes a few predictions. A model without a self-test passes.
   *
   * @throws ModelException when outputs are further from the build's than the test tolerates; says
   *     how far, and what to do
   * @throws IllegalStateException when the model is closed
   */
  public void verify() throws ModelException {
    if (selfTest.isEmpty()) {
      return;
    }
    Optional<String> wrong = selfTest.get().failure(info.contract(), predictor::run);
    if (wrong.isPresent()) {
      throw new ModelException("The self-test of model " + info.name() + " failed: " + wrong.get());
    }
  }

  /** The model's predictor; always the same one, for all threads. */
  public Predictor predictor() {
    return predictor;
  }

  /**
   * Waits for predictions in flight, then frees what is native. Predictions afterwards throw {@link
   * IllegalStateException}.
   */
  @Override
  public void close() {
    if (!predictor.close()) {
      return;
    }
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("Model " + info.name() + " could not be closed.", e);
    }
  }
}

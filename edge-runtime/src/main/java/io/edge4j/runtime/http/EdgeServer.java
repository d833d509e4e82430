package io.edge4j.runtime.http;

import io.edge4j.runtime.EdgeModel;
import io.edge4j.runtime.ModelException;
import io.edge4j.runtime.ModelInfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/**
 * Serves one model over HTTP: {@code POST /predict}, {@code GET /healthz}, the Open Inference
 * Protocol below {@code /v2}, and what describes them at {@code /openapi.json}.
 *
 * <pre>{@code
 * public static void main(String[] args) throws Exception {
 *   EdgeServer.builder()
 *       .modelResource("META-INF/edge/garments.onnx")
 *       .fromEnvironment()
 *       .build()
 *       .start();
 * }
 * }</pre>
 *
 * <p>While the model loads, the port is open already and predictions wait for it. SIGTERM lets what
 * is in flight be answered and then ends the process.
 *
 * @since 0.1.0
 */
public final class EdgeServer implements AutoCloseable {
  private static final int SMALLEST_POOL = 8;
  private static final String LOG_PROVIDERS =
      "META-INF/services/org.slf4j.spi.SLF4JServiceProvider";
  private static final String LOG_VERBOSITY = "slf4j.internal.verbosity";

  /** Ours take 300 bytes, and a request id may have 128. */
  private static final int RESPONSE_HEADER_BYTES = 1 << 10;

  /** Opens the model when the server starts. */
  @FunctionalInterface
  public interface ModelSource {
    EdgeModel open() throws IOException;
  }

  private final ServerOptions options;
  private final MemoryBudget budget;
  private final ModelSource source;
  private final boolean ownsModel;
  private final RequestLog log;
  private final Server server;
  private final LimitedConnector connector;
  private final Intake intake;
  private final PredictHandler predictions;
  private final InferenceHandler inference;
  private final OpenApiHandler description;
  private final HeaderDeadline headers;
  private final DrainHandler drain;
  private final Thread hook = new Thread(this::close, "edge-shutdown");
  private volatile ServerState state = ServerState.STARTING;
  private volatile @Nullable EdgeModel model;
  private volatile @Nullable String failure;

  private EdgeServer(
      ServerOptions options,
      ModelSource source,
      boolean ownsModel,
      RequestLog log,
      MemoryBudget budget,
      OutOfMemoryExit exit) {
    silenceMissingLogger();
    this.options = options;
    this.budget = budget;
    this.source = source;
    this.ownsModel = ownsModel;
    this.log = log;
    Exchanges exchanges = new Exchanges(log, options.answerTimeout());
    QueuedThreadPool threads =
        new QueuedThreadPool(SMALLEST_POOL + 4 * options.workers(), SMALLEST_POOL) {
          @Override
          protected void onJobFailure(Throwable failure) {
            exit.check(failure);
            super.onJobFailure(failure);
          }
        };
    threads.setName("edge");
    server = new OutOfMemoryExit.OfServer(threads, exit);
    connector = connector(server, options, budget);
    headers = new HeaderDeadline(connector, options.headerTimeout(), log);
    intake = new Intake(options, budget);
    predictions = new PredictHandler(options, exchanges, intake);
    HealthHandler health =
        new HealthHandler(
            () -> state,
            () -> Optional.ofNullable(model).map(EdgeModel::info),
            () -> Optional.ofNullable(failure),
            exchanges);
    inference = new InferenceHandler(exchanges, intake);
    description = new OpenApiHandler(exchanges);
    Routes routes =
        new Routes(
            Map.of("/predict", predictions, "/healthz", health, "/openapi.json", description),
            inference,
            exchanges);
    drain = new DrainHandler(routes);
    server.setHandler(drain);
    server.setErrorHandler(new ProblemHandler(exchanges));
  }

  /**
   * Jetty logs through slf4j, which complains on standard error when there is nothing behind it. An
   * application that wants Jetty's lines adds what it logs with; any other wants neither.
   */
  private static void silenceMissingLogger() {
    boolean present =
        EdgeServer.class.getClassLoader().getResource(LOG_PROVIDERS) != null
            || System.getProperty(LOG_VERBOSITY) != null;
    if (!present) {
      System.setProperty(LOG_VERBOSITY, "ERROR");
    }
  }

  private static LimitedConnector connector(
      Server server, ServerOptions options, MemoryBudget budget) {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    // Names of models may have slashes and percent signs, and no path leads to a file here.
    http.setUriCompliance(
        UriCompliance.DEFAULT.with(
            "names in paths",
            UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR,
            UriCompliance.Violation.AMBIGUOUS_PATH_ENCODING));
    http.setRequestHeaderSize(options.maxHeaderBytes());
    http.setIdleTimeout(options.idleTimeout().toMillis());
    // Headers seen before would save a little, and hold 48 KB per connection.
    http.setHeaderCacheSize(0);
    http.setResponseHeaderSize(RESPONSE_HEADER_BYTES);
    LimitedConnector connector = new LimitedConnector(server, options, http, budget);
    server.addConnector(connector);
    return connector;
  }

  public static Builder builder() {
    return new Builder();
  }

  /**
   * Opens the port, loads the model, has it prove itself and answer one prediction, and returns
   * when requests are answered. A model whose self-test fails predicts nothing: the server stays,
   * {@code /healthz} and every prediction are answered 503 with the reason.
   *
   * @return this server
   * @throws IOException when the port cannot be bound, the model cannot be opened, or Jetty is not
   *     of the line 12.1
   */
  public EdgeServer start() throws IOException {
    JettyLine.require(Server.getVersion());
    CompletableFuture<EdgeModel> loading = CompletableFuture.supplyAsync(this::load);
    try {
      server.start();
      headers.start();
      model = loading.join();
      @Nullable String wrong = options.selfTest() ? selfTest(model) : null;
      if (wrong == null) {
        serve(model);
      } else {
        fail(wrong);
      }
      Runtime.getRuntime().addShutdownHook(hook);
    } catch (CompletionException e) {
      stopQuietly();
      throw e.getCause() instanceof UncheckedIOException io
          ? io.getCause()
          : new IOException("The model could not be opened: " + e.getMessage(), e);
    } catch (IOException e) {
      stopQuietly();
      throw e;
    } catch (Exception e) {
      stopQuietly();
      throw new IOException("The server could not be started: " + e.getMessage(), e);
    }
    return this;
  }

  private void serve(EdgeModel proven) {
    predictions.ready(proven);
    inference.ready(proven);
    description.ready(proven);
    intake.open(server.getThreadPool(), PredictionCost.isShort(proven));
    state = ServerState.UP;
    sayWhatTheHeapForbids();
  }

  private static @Nullable String selfTest(EdgeModel opened) {
    try {
      opened.verify();
      return null;
    } catch (ModelException e) {
      return e.getMessage();
    }
  }

  private void fail(String reason) {
    failure = reason;
    state = ServerState.FAILED;
    inference.fail();
    intake.fail(server.getThreadPool(), Problem.of(HttpStatus.SERVICE_UNAVAILABLE_503, reason));
    LogLine.ofServer("ERROR", reason).writeTo(log);
  }

  private void sayWhatTheHeapForbids() {
    if (budget.connections() < options.maxConnections()) {
      LogLine.ofServer(
              "WARN",
              "The heap allows "
                  + budget.connections()
                  + " connections, fewer than the "
                  + options.maxConnections()
                  + " of "
                  + EnvironmentVariable.EDGE_MAX_CONNECTIONS
                  + ".")
          .writeTo(log);
    }
    if (budget.total() < options.maxBodyBytes()) {
      LogLine.ofServer(
              "WARN",
              "The heap allows bodies of "
                  + budget.total()
                  + " bytes, fewer than the "
                  + options.maxBodyBytes()
                  + " of "
                  + EnvironmentVariable.EDGE_MAX_BODY_BYTES
                  + ".")
          .writeTo(log);
    }
  }

  private EdgeModel load() {
    try {
      return source.open();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The port that is bound; with port 0 in the options, the one that was found free. */
  public int port() {
    return connector.getLocalPort();
  }

  /** What the served model says of itself. */
  public ModelInfo model() {
    EdgeModel served = model;
    if (served == null) {
      throw new IllegalStateException("The server has not started.");
    }
    return served.info();
  }

  /** Waits until the server has ended. */
  public void join() throws InterruptedException {
    server.join();
  }

  /** Answers what is in flight, then ends. */
  @Override
  public void close() {
    state = ServerState.DRAINING;
    inference.drain();
    forgetHook();
    drain.drain(connector, options.drainTimeout().toMillis());
    stopQuietly();
    log.flush();
    EdgeModel served = model;
    if (ownsModel && served != null) {
      served.close();
    }
  }

  private void forgetHook() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is ending, and this is what the hook does.
      Logger.getLogger(EdgeServer.class.getName()).log(Level.FINE, "Draining at shutdown.", e);
    }
  }

  private void stopQuietly() {
    try {
      server.stop();
    } catch (Exception e) {
      Logger.getLogger(EdgeServer.class.getName())
          .log(Level.WARNING, "The server did not stop cleanly.", e);
    }
  }

  /** As {@link Main#main}. */
  public static void main(String[] args) {
    Main.main(args);
  }

  /**
   * The whole {@code main} of an application that carries its model in its jar:
   *
   * <pre>{@code
   * public static void main(String[] args) {
   *   EdgeServer.run(args, "META-INF/edge/garments.onnx");
   * }
   * }</pre>
   *
   * <p>Understands {@code --help} and the environment variables it lists; {@code EDGE_MODEL}
   * replaces the resource. What cannot be started ends the process after one line on standard
   * error: with code 2 for a wrong argument or variable, with 1 for anything else.
   *
   * @param args the application's arguments
   * @param modelResource class path resource of the model
   */
  public static void run(String[] args, String modelResource) {
    Main.run(args, modelResource);
  }

  /** Puts a server together. */
  public static final class Builder {
    private ServerOptions options = ServerOptions.defaults();
    private @Nullable ModelSource source;
    private boolean ownsModel;
    private RequestLog log = RequestLog.standardOutput();
    private MemoryBudget budget = MemoryBudget.ofThisProcess();
    private OutOfMemoryExit exit = new OutOfMemoryExit(Runtime.getRuntime()::halt);

    private Builder() {}

    /** Serves a model that is open already and stays yours to close. */
    public Builder model(EdgeModel open) {
      source = () -> open;
      ownsModel = false;
      return this;
    }

    /** Serves a model file, opened at the start and closed at the end. */
    public Builder modelFile(Path file) {
      return modelSource(() -> EdgeModel.open(file));
    }

    /** Serves a model from the class path, opened at the start and closed at the end. */
    public Builder modelResource(String resource) {
      return modelSource(() -> EdgeModel.openResource(resource));
    }

    /** Serves what the source opens at the start; closed at the end. */
    public Builder modelSource(ModelSource opens) {
      source = opens;
      ownsModel = true;
      return this;
    }

    /** Changes the options. */
    public Builder options(UnaryOperator<ServerOptions> change) {
      options = change.apply(options);
      return this;
    }

    /** Takes the log lines; standard output when nothing is said. */
    public Builder requestLog(RequestLog lines) {
      log = lines;
      return this;
    }

    /** What an {@link OutOfMemoryError} leads to; for tests. */
    Builder onOutOfMemory(OutOfMemoryExit ending) {
      exit = ending;
      return this;
    }

    /** What clients may hold, instead of half the heap; for tests. */
    Builder memory(MemoryBudget clients) {
      budget = clients;
      return this;
    }

    /**
     * Applies {@code EDGE_PORT} and the other variables over what was said so far; {@code
     * EDGE_MODEL} replaces the model.
     *
     * @throws IllegalArgumentException naming a variable with a wrong value
     */
    public Builder fromEnvironment() {
      return fromEnvironment(System.getenv());
    }

    /** As {@link #fromEnvironment()}, with these variables. */
    public Builder fromEnvironment(Map<String, String> environment) {
      options = options.with(environment);
      String file = environment.get(EnvironmentVariable.MODEL);
      if (file == null) {
        return this;
      }
      if (file.isBlank()) {
        throw new IllegalArgumentException(
            EnvironmentVariable.MODEL
                + " is empty; it must be the path of an ONNX model, or not be set.");
      }
      return modelFile(Path.of(file));
    }

    /**
     * The server, not yet started.
     *
     * @throws IllegalArgumentException when no model was named
     */
    public EdgeServer build() {
      if (source == null) {
        throw new IllegalArgumentException(
            EnvironmentVariable.MODEL + " is not set; it must be the path of an ONNX model.");
      }
      return new EdgeServer(options, source, ownsModel, log, budget, exit);
    }
  }
}

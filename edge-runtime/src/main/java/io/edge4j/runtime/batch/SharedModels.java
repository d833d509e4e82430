package io.edge4j.runtime.batch;

import io.edge4j.runtime.EdgeModel;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The opened models of a JVM: each is opened by whoever asks first, while others who want it wait,
 * and stays open until the JVM ends.
 *
 * <p>The one of the JVM is static on purpose, since tasks of an engine share nothing else. An
 * engine that gives jobs class loaders of their own has one for each loader that brought this
 * library.
 */
final class SharedModels {
  private static final Logger LOG = Logger.getLogger(SharedModels.class.getName());
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Opens a model that nobody has opened yet. */
  interface Opening {
    EdgeModel open() throws IOException;
  }

  /** Made, with its shutdown hook, when the first model is asked for. */
  private static final class OfThisJvm {
    static final SharedModels MODELS = new SharedModels();

    static {
      Runtime.getRuntime()
          .addShutdownHook(new Thread(() -> MODELS.close(PATIENCE), "edge-models-close"));
    }
  }

  private final ConcurrentMap<ModelKey, CompletableFuture<EdgeModel>> models =
      new ConcurrentHashMap<>();
  private volatile boolean closed;

  static SharedModels ofThisJvm() {
    return OfThisJvm.MODELS;
  }

  /**
   * The opened model. It is opened on the calling thread, whose context class loader finds the
   * resources of the job. A failure reaches everybody who waited and is then forgotten.
   *
   * @throws IllegalStateException after {@link #close}
   */
  EdgeModel get(ModelKey key, Opening opening) throws IOException {
    CompletableFuture<EdgeModel> mine = new CompletableFuture<>();
    CompletableFuture<EdgeModel> earlier = models.putIfAbsent(key, mine);
    if (earlier != null) {
      return await(earlier);
    }
    try {
      // Looked at after the entry was made: whoever closes either finds it or is seen here.
      if (closed) {
        throw new IllegalStateException(
            "The JVM is ending: model " + key + " is not opened any more.");
      }
      long start = System.nanoTime();
      EdgeModel model = opening.open();
      mine.complete(model);
      LOG.info(
          () ->
              "Opened model %s (%s, SHA-256 %s) for this JVM in %d ms"
                  .formatted(
                      model.info().name(),
                      key,
                      key.sha256(),
                      Duration.ofNanos(System.nanoTime() - start).toMillis()));
      return model;
    } catch (IOException | RuntimeException | Error e) {
      models.remove(key, mine);
      mine.completeExceptionally(e);
      throw e;
    }
  }

  private static EdgeModel await(CompletableFuture<EdgeModel> model) throws IOException {
    try {
      return model.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw e;
    }
  }

  /**
   * Opens nothing from now on and closes what is open, each model after the predictions in flight.
   *
   * @param patience how long to wait for them; what is in use after that stays open, since closing
   *     it would crash the JVM
   */
  void close(Duration patience) {
    closed = true;
    List<Thread> closers = new ArrayList<>();
    models.forEach((key, model) -> closers.add(closer(key, model)));
    long deadline = System.nanoTime() + patience.toNanos();
    for (Thread closer : closers) {
      try {
        closer.join(Math.max(1, Duration.ofNanos(deadline - System.nanoTime()).toMillis()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      if (closer.isAlive()) {
        LOG.log(
            Level.WARNING,
            "{0}: predictions have not ended within {1} ms; the model is left open.",
            new Object[] {closer.getName(), patience.toMillis()});
      }
    }
  }

  private static Thread closer(ModelKey key, CompletableFuture<EdgeModel> model) {
    Thread thread = new Thread(() -> close(model), "Closing model " + key);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static void close(CompletableFuture<EdgeModel> model) {
    // Whoever wanted one that failed to open has been told.
    EdgeModel opened = model.exceptionally(failure -> null).join();
    if (opened != null) {
      opened.close();
    }
  }
}

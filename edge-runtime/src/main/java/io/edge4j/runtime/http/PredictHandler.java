package io.edge4j.runtime.http;

import io.edge4j.runtime.EdgeModel;
import io.edge4j.runtime.ModelInfo;
import io.edge4j.runtime.Prediction;
import io.edge4j.runtime.Predictor;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ForkJoinPool;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Answers predictions, in an {@link EdgeServer} or inside an existing Jetty 12.1:
 *
 * <pre>{@code
 * PathMappingsHandler routes = new PathMappingsHandler();
 * routes.addMapping(PathSpec.from("/predict"), PredictHandler.of(model));
 * server.setHandler(routes);
 * }</pre>
 *
 * <p>A POST carries one sample or a list of samples, as {@code application/json} {@code {"inputs":
 * ...}} or as {@code application/octet-stream} of little-endian float32 values. Every answer has
 * {@code X-Request-ID} and {@code X-Latency-Ms}; every error is {@code application/problem+json}.
 *
 * @since 0.1.0
 */
public final class PredictHandler extends Handler.Abstract.NonBlocking {
  private static final String JSON = "application/json";
  private static final String BINARY = "application/octet-stream";

  /** What is known once the model is there. */
  private record Service(Predictor predictor, InstanceReader reader, PredictionWriter writer) {}

  private final Exchanges exchanges;
  private final Intake intake;
  private final int maxInstances;

  /** Null until the model is there, which no work is done before. */
  private volatile @Nullable Service service;

  /** Why the model cannot be asked here; null when it can. */
  private volatile @Nullable Problem undescribed;

  PredictHandler(ServerOptions options, Exchanges exchanges, Intake intake) {
    this.exchanges = exchanges;
    this.intake = intake;
    this.maxInstances = options.maxInstances();
  }

  /** A handler with {@link ServerOptions#defaults()} that logs nothing; the model stays yours. */
  public static PredictHandler of(EdgeModel model) {
    return of(model, ServerOptions.defaults(), RequestLog.NONE);
  }

  /**
   * A handler for a model that is open and stays yours.
   *
   * @param options its limits; the address and the header limits are your server's business
   * @throws UnsupportedOperationException for a model that samples of plain floats, each with one
   *     answer, do not describe
   */
  public static PredictHandler of(EdgeModel model, ServerOptions options, RequestLog log) {
    Optional<String> reason = whyUndescribed(model);
    if (reason.isPresent()) {
      throw new UnsupportedOperationException(reason.get());
    }
    Intake intake = new Intake(options, MemoryBudget.ofThisProcess());
    PredictHandler handler =
        new PredictHandler(options, new Exchanges(log, options.answerTimeout()), intake);
    handler.ready(model);
    intake.open(ForkJoinPool.commonPool(), PredictionCost.isShort(model));
    return handler;
  }

  /**
   * Why samples of plain floats, each with one answer, do not describe a model; empty when they do.
   */
  private static Optional<String> whyUndescribed(EdgeModel model) {
    Optional<String> refusal = model.predictor().refusal();
    if (refusal.isPresent()) {
      return refusal;
    }
    ModelInfo info = model.info();
    if (info.outputs().size() > 1) {
      return Optional.of(
          "Model "
              + info.name()
              + " has "
              + info.outputs().size()
              + " outputs, and one would be told.");
    }
    List<Long> in = info.inputs().get(0).shape();
    List<Long> out = info.outputs().get(0).shape();
    boolean fixedBatch =
        in.size() > 1 && out.size() > 1 && in.get(0) > 1 && in.get(0).equals(out.get(0));
    return fixedBatch
        ? Optional.of(
            "Model " + info.name() + " takes batches of exactly " + in.get(0) + " samples.")
        : Optional.empty();
  }

  /** Whether samples of plain floats, each with one answer, describe a model. */
  static boolean describes(EdgeModel model) {
    return whyUndescribed(model).isEmpty();
  }

  /** Gets to know the model. */
  void ready(EdgeModel model) {
    Optional<String> reason = whyUndescribed(model);
    if (reason.isPresent()) {
      undescribed =
          Problem.of(
              HttpStatus.UNPROCESSABLE_ENTITY_422,
              reason.get() + " Use POST " + InferenceHandler.path(model.info()) + "/infer.");
      return;
    }
    InstanceReader reader = new InstanceReader(model.info().sampleShape(), maxInstances);
    service = new Service(model.predictor(), reader, new PredictionWriter(model.info()));
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Exchange exchange = exchanges.begin(request);
    Problem refusal = intake.refusal(request, response);
    String type = Intake.mediaType(request);
    boolean binary = BINARY.equals(type);
    if (refusal == null && !binary && !JSON.equals(type)) {
      refusal = Intake.unsupported(type, JSON + " or " + BINARY);
    }
    if (refusal == null) {
      refusal = undescribed;
    }
    if (refusal == null) {
      intake.take(
          request,
          exchange,
          response,
          callback,
          (asked, body, loan) -> predict(asked, body, loan, binary));
    } else {
      exchange.refuse(response, callback, refusal);
    }
    return true;
  }

  private Answer predict(Exchange exchange, Body body, MemoryBudget.Loan loan, boolean binary)
      throws ProblemException {
    if (undescribed != null) {
      throw new ProblemException(undescribed);
    }
    Service current = Objects.requireNonNull(service, "work begins when the model is there");
    exchange.servedBy(current.writer().logFields());
    FloatBuffer samples = read(exchange, current.reader(), body, loan, binary);
    long begin = System.nanoTime();
    List<Prediction> predictions =
        current
            .predictor()
            .predictAll(samples, bytes -> loan.admit(PredictionWriter.BYTES_PER_BYTE * bytes));
    exchange.inferred(System.nanoTime() - begin);
    current.reader().done(samples);
    return Answer.json(current.writer().write(predictions));
  }

  private static FloatBuffer read(
      Exchange exchange, InstanceReader reader, Body body, MemoryBudget.Loan loan, boolean binary)
      throws ProblemException {
    long begin = System.nanoTime();
    try {
      return binary
          ? reader.bytes(body.bytes(), body.length())
          : reader.json(body.bytes(), body.length(), loan);
    } finally {
      exchange.parsed(System.nanoTime() - begin);
    }
  }
}

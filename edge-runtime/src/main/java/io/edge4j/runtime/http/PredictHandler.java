package io.edge4j.runtime.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.edge4j.model.InvalidInputException;
import io.edge4j.model.OutputKind;
import io.edge4j.runtime.EdgeModel;
import io.edge4j.runtime.ModelInfo;
import io.edge4j.runtime.Prediction;
import io.edge4j.runtime.Predictor;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.MimeTypes;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

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
 */
public final class PredictHandler extends Handler.Abstract.NonBlocking {
  private static final Logger LOGGER = Logger.getLogger(PredictHandler.class.getName());
  private static final String JSON = "application/json";
  private static final String BINARY = "application/octet-stream";
  private static final String RETRY_AFTER_SECONDS = "1";

  /** Predictions up to this run on the thread that read the request: a hand-over costs as much. */
  private static final long QUICK_NANOS = 500_000;

  /** Bodies up to this hold few samples. */
  private static final int SMALL_BODY = 64 << 10;

  private static final int TRIALS = 3;

  /**
   * What is known once the model is there.
   *
   * @param quick whether a prediction is so short that an I/O thread may do it
   */
  private record Service(
      Predictor predictor, ModelInfo model, InstanceReader reader, boolean quick) {}

  private final ServerOptions options;
  private final RequestLog log;
  private final WorkQueue queue;
  private final BodyBudget budget;
  private volatile Service service;

  PredictHandler(ServerOptions options, RequestLog log) {
    this.options = options;
    this.log = log;
    this.queue = new WorkQueue(options.workers(), options.queue());
    this.budget = new BodyBudget(options.maxBodyBytes());
  }

  /** A handler with {@link ServerOptions#defaults()} that logs nothing; the model stays yours. */
  public static PredictHandler of(EdgeModel model) {
    return of(model, ServerOptions.defaults(), RequestLog.NONE);
  }

  /**
   * A handler for a model that is open and stays yours.
   *
   * @param options its limits; the address and the header limits are your server's business
   * @throws UnsupportedOperationException for a model that takes no plain float samples
   */
  public static PredictHandler of(EdgeModel model, ServerOptions options, RequestLog log) {
    PredictHandler handler = new PredictHandler(options, log);
    handler.ready(model, ForkJoinPool.commonPool());
    return handler;
  }

  /**
   * Lets requests that came before the model, and all later ones, be answered by it.
   *
   * @throws UnsupportedOperationException for a model that takes no plain float samples
   */
  void ready(EdgeModel model, Executor executor) {
    List<Long> shape = model.info().sampleShape();
    InstanceReader reader = new InstanceReader(shape, options.maxInstances());
    long nanos = quickestTrial(model.predictor(), reader.sampleSize());
    service = new Service(model.predictor(), model.info(), reader, nanos <= QUICK_NANOS);
    queue.open(executor);
  }

  /** Warms the model, too. */
  private static long quickestTrial(Predictor predictor, int sampleSize) {
    float[] zeros = new float[sampleSize];
    long quickest = Long.MAX_VALUE;
    for (int i = 0; i < TRIALS; i++) {
      long begin = System.nanoTime();
      predictor.predict(zeros);
      quickest = Math.min(quickest, System.nanoTime() - begin);
    }
    return quickest;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Exchange exchange = Exchange.of(request, log);
    Problem refusal = refusal(request, response);
    if (refusal != null) {
      exchange.refuse(response, callback, refusal);
      return true;
    }
    boolean binary = BINARY.equals(mediaType(request));
    new BodyReader(
            request,
            options.maxBodyBytes(),
            options.bodyTimeout(),
            budget,
            new BodyReader.Receiver() {
              @Override
              public void body(Body body) {
                Service current = service;
                boolean quick = current != null && current.quick() && body.length() <= SMALL_BODY;
                if (!queue.offer(
                    () -> predict(exchange, response, callback, body, binary), quick)) {
                  body.release();
                  exchange.answer(response, callback, overloaded(response));
                }
              }

              @Override
              public void problem(Problem problem) {
                refuseUnread(exchange, response, callback, problem);
              }
            })
        .start();
    return true;
  }

  /** Answers a request whose body is not wanted, or not coming, and ends the connection. */
  private static void refuseUnread(
      Exchange exchange, Response response, Callback callback, Problem problem) {
    response.getHeaders().put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE);
    switch (problem.status()) {
      case HttpStatus.REQUEST_TIMEOUT_408 -> exchange.answer(response, callback, problem);
      case HttpStatus.SERVICE_UNAVAILABLE_503 -> {
        response.getHeaders().put(HttpHeader.RETRY_AFTER, RETRY_AFTER_SECONDS);
        exchange.refuse(response, callback, problem);
      }
      default -> exchange.refuse(response, callback, problem);
    }
  }

  /** What the headers alone rule out. */
  private Problem refusal(Request request, Response response) {
    if (!HttpMethod.POST.is(request.getMethod())) {
      response.getHeaders().put(HttpHeader.ALLOW, "POST");
      return Problem.of(
          HttpStatus.METHOD_NOT_ALLOWED_405,
          request.getMethod() + " is not possible here; predictions are asked for by POST.");
    }
    String type = mediaType(request);
    if (!JSON.equals(type) && !BINARY.equals(type)) {
      return Problem.of(
          HttpStatus.UNSUPPORTED_MEDIA_TYPE_415,
          "Content-Type is " + type + "; send " + JSON + " or " + BINARY + ".");
    }
    String coding = request.getHeaders().get(HttpHeader.CONTENT_ENCODING);
    if (coding != null && !coding.equalsIgnoreCase("identity")) {
      return Problem.of(
          HttpStatus.UNSUPPORTED_MEDIA_TYPE_415,
          "Content-Encoding is " + coding + "; send the body as it is.");
    }
    return queue.isFull() ? overloaded(response) : null;
  }

  private static Problem overloaded(Response response) {
    response.getHeaders().put(HttpHeader.RETRY_AFTER, RETRY_AFTER_SECONDS);
    return Problem.of(
        HttpStatus.SERVICE_UNAVAILABLE_503, "As many requests as may are waiting already.");
  }

  /** Without parameters and in lower case; null when there is none. */
  private static String mediaType(Request request) {
    String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
    if (type == null || type.equals(JSON) || type.equals(BINARY)) {
      return type;
    }
    return MimeTypes.getContentTypeWithoutCharset(type);
  }

  private void predict(
      Exchange exchange, Response response, Callback callback, Body body, boolean binary) {
    Service current = service;
    exchange.served(current.model());
    int length = body.length();
    exchange.received(length);
    byte[] answer;
    try {
      long begin = System.nanoTime();
      List<float[]> instances =
          binary
              ? current.reader().bytes(body.bytes(), length)
              : current.reader().json(body.bytes(), length);
      long parsed = System.nanoTime();
      exchange.parsed(parsed - begin);
      List<Prediction> predictions = current.predictor().predictAll(instances);
      exchange.inferred(System.nanoTime() - parsed);
      current.reader().done(instances);
      answer = JsonFormat.bytes(json -> write(json, current.model(), predictions));
    } catch (ProblemException e) {
      exchange.answer(response, callback, e.problem());
      return;
    } catch (InvalidInputException e) {
      exchange.answer(
          response, callback, Problem.of(HttpStatus.UNPROCESSABLE_ENTITY_422, e.getMessage()));
      return;
    } catch (RuntimeException e) {
      LOGGER.log(Level.SEVERE, "A prediction failed.", e);
      exchange.answer(
          response,
          callback,
          Problem.of(HttpStatus.INTERNAL_SERVER_ERROR_500, "The prediction failed."));
      return;
    } finally {
      body.release();
    }
    exchange.answer(response, callback, HttpStatus.OK_200, JSON, answer);
  }

  private static void write(JsonGenerator json, ModelInfo model, List<Prediction> predictions)
      throws IOException {
    json.writeStartObject();
    json.writeArrayFieldStart("predictions");
    for (Prediction prediction : predictions) {
      json.writeStartObject();
      if (prediction.kind() == OutputKind.VALUES) {
        writeFloats(json, "values", prediction.values());
      } else {
        json.writeStringField("label", prediction.label());
        json.writeNumberField("index", prediction.index());
        json.writeNumberField("probability", prediction.probability());
        writeFloats(json, "probabilities", prediction.probabilities());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeStringField("model", model.name());
    json.writeStringField("version", model.version());
    json.writeEndObject();
  }

  private static void writeFloats(JsonGenerator json, String name, float[] values)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (float value : values) {
      json.writeNumber(value);
    }
    json.writeEndArray();
  }
}

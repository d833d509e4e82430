package io.edge4j.runtime.http;

import io.edge4j.model.Dim;
import io.edge4j.model.ElementType;
import io.edge4j.model.Tensor;
import io.edge4j.model.TensorInfo;
import io.edge4j.runtime.EdgeModel;
import io.edge4j.runtime.ModelInfo;
import java.net.URLEncoder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ForkJoinPool;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.URIUtil;
import org.jspecify.annotations.Nullable;

/**
 * Answers in the Open Inference Protocol, version 2 (KServe, Triton), over REST: any tensors in and
 * out, also as binary data. In an {@link EdgeServer}, or inside an existing Jetty 12.1:
 *
 * <pre>{@code
 * PathMappingsHandler routes = new PathMappingsHandler();
 * routes.addMapping(PathSpec.from("/v2/*"), InferenceHandler.of(model));
 * server.setHandler(routes);
 * }</pre>
 *
 * <p>Source: <a
 * href="https://github.com/kserve/open-inference-protocol">kserve/open-inference-protocol</a>,
 * inference_rest.md, and the extension {@code binary_tensor_data}. Every error is a problem
 * document whose field {@code error} says what the protocol's own error object would.
 *
 * @since 0.1.0
 */
public final class InferenceHandler extends Handler.Abstract.NonBlocking {
  static final String PREFIX = "/v2";
  private static final String JSON = "application/json";
  private static final String BINARY = "application/octet-stream";
  private static final String PLATFORM = "onnx_onnxv1";
  private static final int USUAL_ANSWER = 256;

  /** What is known once the model is there. */
  private record Service(EdgeModel model, InferWriter writer, PredictionWriter log) {}

  private final Exchanges exchanges;
  private final Intake intake;
  private volatile @Nullable Service service;
  private volatile ServerState state = ServerState.STARTING;

  InferenceHandler(Exchanges exchanges, Intake intake) {
    this.exchanges = exchanges;
    this.intake = intake;
  }

  /** A handler with {@link ServerOptions#defaults()} that logs nothing; the model stays yours. */
  public static InferenceHandler of(EdgeModel model) {
    return of(model, ServerOptions.defaults(), RequestLog.NONE);
  }

  /**
   * A handler for a model that is open and stays yours.
   *
   * @param options its limits; the address and the header limits are your server's business
   */
  public static InferenceHandler of(EdgeModel model, ServerOptions options, RequestLog log) {
    Intake intake = new Intake(options, MemoryBudget.ofThisProcess());
    InferenceHandler handler =
        new InferenceHandler(new Exchanges(log, options.answerTimeout()), intake);
    handler.ready(model);
    intake.open(ForkJoinPool.commonPool(), PredictionCost.isShort(model));
    return handler;
  }

  /** Gets to know the model, and says that it is ready. */
  void ready(EdgeModel model) {
    service = new Service(model, new InferWriter(model.info()), new PredictionWriter(model.info()));
    state = ServerState.UP;
  }

  /** Says that nothing will be predicted. */
  void fail() {
    state = ServerState.FAILED;
  }

  /** Says that the server ends; what is asked is answered nevertheless. */
  void drain() {
    state = ServerState.DRAINING;
  }

  /** Where the model is found in the protocol. */
  static String path(ModelInfo model) {
    return PREFIX
        + "/models/"
        + URLEncoder.encode(model.name(), StandardCharsets.UTF_8).replace("+", "%20");
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Exchange exchange = exchanges.begin(request).inProtocol();
    List<String> path = segments(request);
    switch (path.isEmpty() ? "" : path.get(0)) {
      case "" -> read(exchange, request, response, callback, this::server);
      case "health" -> health(exchange, request, response, callback, path);
      case "models" -> model(exchange, request, response, callback, path);
      default -> exchange.refuse(response, callback, notFound());
    }
    return true;
  }

  /**
   * What follows the prefix, decoded. Of the canonical path, as routes are found by it: there, what
   * an encoded slash, percent sign or semicolon stands for is still encoded.
   */
  private static List<String> segments(Request request) {
    String path = request.getHttpURI().getCanonicalPath();
    List<String> segments = new ArrayList<>();
    for (String segment : path.substring(path.indexOf(PREFIX) + PREFIX.length()).split("/", -1)) {
      if (!segment.isEmpty()) {
        segments.add(URIUtil.decodePath(segment));
      }
    }
    return segments;
  }

  private static Problem notFound() {
    return Problem.of(
        HttpStatus.NOT_FOUND_404,
        "Not found. Available: GET /v2, /v2/health/live, /v2/health/ready, /v2/models/{name},"
            + " /v2/models/{name}/ready, POST /v2/models/{name}/infer.");
  }

  /** What answers a GET. */
  private interface Reading {
    void write(JsonWriter json) throws ProblemException;
  }

  private void read(
      Exchange exchange, Request request, Response response, Callback callback, Reading reading) {
    String method = request.getMethod();
    if (!HttpMethod.GET.is(method) && !HttpMethod.HEAD.is(method)) {
      response.getHeaders().put(HttpHeader.ALLOW, "GET, HEAD");
      exchange.refuse(
          response,
          callback,
          Problem.of(HttpStatus.METHOD_NOT_ALLOWED_405, method + " is not allowed; use GET."));
      return;
    }
    try {
      JsonWriter json = new JsonWriter(USUAL_ANSWER);
      reading.write(json);
      exchange.answer(response, callback, Answer.json(json));
    } catch (ProblemException e) {
      if (e.problem().status() == HttpStatus.SERVICE_UNAVAILABLE_503) {
        // A probe of a server that starts or ends.
        exchange.expected(e.problem().reason());
      }
      exchange.refuse(response, callback, e.problem());
    }
  }

  private void server(JsonWriter json) {
    String version = EdgeServer.class.getPackage().getImplementationVersion();
    json.ascii("{\"name\":\"edge4j\",\"version\":")
        .string(version == null ? "" : version)
        .ascii(",\"extensions\":[\"binary_tensor_data\"]}");
  }

  private void health(
      Exchange exchange, Request request, Response response, Callback callback, List<String> path) {
    switch (path.size() == 2 ? path.get(1) : "") {
      case "live" ->
          read(exchange, request, response, callback, json -> json.ascii("{\"live\":true}"));
      case "ready" ->
          read(
              exchange,
              request,
              response,
              callback,
              json -> {
                requireReady();
                json.ascii("{\"ready\":true}");
              });
      default -> exchange.refuse(response, callback, notFound());
    }
  }

  private void requireReady() throws ProblemException {
    if (state != ServerState.UP) {
      throw new ProblemException(
          HttpStatus.SERVICE_UNAVAILABLE_503, "The server is " + state + ".");
    }
  }

  /** {@code models/NAME[/versions/VERSION][/ready|/infer]}. */
  private void model(
      Exchange exchange, Request request, Response response, Callback callback, List<String> path) {
    boolean versioned = path.size() >= 4 && path.get(2).equals("versions");
    Optional<String> version = versioned ? Optional.of(path.get(3)) : Optional.empty();
    List<String> rest = path.subList(Math.min(path.size(), versioned ? 4 : 2), path.size());
    if (path.size() < 2 || rest.size() > 1) {
      exchange.refuse(response, callback, notFound());
      return;
    }
    String name = path.get(1);
    switch (rest.isEmpty() ? "" : rest.get(0)) {
      case "" ->
          read(
              exchange,
              request,
              response,
              callback,
              json -> {
                metadata(json, requireModel(name, version).model().info());
              });
      case "ready" ->
          read(
              exchange,
              request,
              response,
              callback,
              json -> {
                requireModel(name, version);
                requireReady();
                json.ascii("{\"name\":").string(name).ascii(",\"ready\":true}");
              });
      case "infer" -> infer(exchange, request, response, callback, name, version);
      default -> exchange.refuse(response, callback, notFound());
    }
  }

  private Service requireModel(String name, Optional<String> version) throws ProblemException {
    Service current = service;
    if (current == null) {
      throw new ProblemException(
          HttpStatus.SERVICE_UNAVAILABLE_503, "The server is " + state + ".");
    }
    ModelInfo info = current.model().info();
    if (!info.name().equals(name) || !version.orElse(info.version()).equals(info.version())) {
      throw new ProblemException(
          HttpStatus.NOT_FOUND_404,
          "There is no model of that name and version; this server has "
              + info.name()
              + (info.version().isEmpty() ? "." : " " + info.version() + "."));
    }
    return current;
  }

  private static void metadata(JsonWriter json, ModelInfo info) {
    json.ascii("{\"name\":").string(info.name());
    if (!info.version().isEmpty()) {
      json.ascii(",\"versions\":[").string(info.version()).ascii(']');
    }
    json.ascii(",\"platform\":\"").ascii(PLATFORM).ascii("\",\"inputs\":");
    tensors(json, info.inputs());
    json.ascii(",\"outputs\":");
    tensors(json, info.outputs());
    json.ascii('}');
  }

  /** Those that the protocol has a datatype for; -1 is an axis of any size. */
  private static void tensors(JsonWriter json, List<TensorInfo> tensors) {
    String separator = "[{\"name\":";
    for (TensorInfo tensor : tensors) {
      Optional<Datatype> datatype = tensor.elementType().flatMap(Datatype::of);
      if (datatype.isPresent()) {
        json.ascii(separator).string(tensor.name());
        separator = ",{\"name\":";
        json.ascii(",\"datatype\":\"").ascii(datatype.get().name()).ascii("\",\"shape\":[");
        for (int axis = 0; axis < tensor.dims().size(); axis++) {
          json.ascii(axis == 0 ? "" : ",").number(tensor.dims().get(axis).size());
        }
        json.ascii("]}");
      }
    }
    json.ascii(separator.startsWith("[") ? "[]" : "]");
  }

  private void infer(
      Exchange exchange,
      Request request,
      Response response,
      Callback callback,
      String name,
      Optional<String> version) {
    Problem refusal = intake.refusal(request, response);
    String type = Intake.mediaType(request);
    String given = request.getHeaders().get(Exchange.JSON_LENGTH);
    if (refusal == null && !JSON.equals(type) && !BINARY.equals(type)) {
      refusal = Intake.unsupported(type, JSON + " or " + BINARY);
    } else if (refusal == null && BINARY.equals(type) && given == null) {
      refusal =
          Problem.of(
              HttpStatus.BAD_REQUEST_400,
              "A body of binary data needs the header "
                  + Exchange.JSON_LENGTH
                  + ", the length of its JSON in bytes.");
    }
    if (refusal != null) {
      exchange.refuse(response, callback, refusal);
      return;
    }
    intake.take(
        request,
        exchange,
        response,
        callback,
        (asked, body, loan) -> {
          Service current = requireModel(name, version);
          asked.servedBy(current.log().logFields());
          InferRequest inference = read(asked, body, given, loan);
          long begin = System.nanoTime();
          Map<String, Tensor> outputs = run(current, inference, loan);
          asked.inferred(System.nanoTime() - begin);
          return current.writer().write(inference, outputs, loan);
        });
  }

  private static InferRequest read(
      Exchange exchange, Body body, String jsonLength, MemoryBudget.Loan loan)
      throws ProblemException {
    long begin = System.nanoTime();
    try {
      return InferReader.read(
          body.bytes(), body.length(), jsonLength(jsonLength, body.length()), loan);
    } finally {
      exchange.parsed(System.nanoTime() - begin);
    }
  }

  private static int jsonLength(String given, int length) throws ProblemException {
    if (given == null) {
      return length;
    }
    try {
      int value = Integer.parseInt(given);
      // The method takes a sign, too, which the length of something has not.
      if (value <= length && Character.isDigit(given.charAt(0))) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw wrongLength(given, length);
    }
    throw wrongLength(given, length);
  }

  private static ProblemException wrongLength(String given, int length) {
    return new ProblemException(
        HttpStatus.BAD_REQUEST_400,
        Exchange.JSON_LENGTH
            + " is "
            + given
            + "; it must be a number of bytes from 0 to the body's "
            + length
            + ".");
  }

  private static Map<String, Tensor> run(
      Service service, InferRequest request, MemoryBudget.Loan loan) {
    Optional<Map<String, Tensor>> sample = sample(service.model(), request, loan);
    if (sample.isPresent()) {
      return sample.get();
    }
    return service
        .model()
        .predictor()
        .run(request.inputs(), request.outputs().keySet(), loan::admit);
  }

  /**
   * One sample of a model that {@code /predict} describes too goes the same way, over tensors that
   * are there already; empty for anything else.
   */
  private static Optional<Map<String, Tensor>> sample(
      EdgeModel model, InferRequest request, MemoryBudget.Loan loan) {
    ModelInfo info = model.info();
    if (model.predictor().refusal().isPresent()
        || info.outputs().size() != 1
        || request.inputs().size() != 1
        || !(request.outputs().isEmpty()
            || request.outputs().keySet().equals(Set.of(info.outputs().get(0).name())))
        || request.isBinary(info.outputs().get(0).name())) {
      return Optional.empty();
    }
    TensorInfo declared = info.inputs().get(0);
    Tensor given = request.inputs().get(declared.name());
    long[] shape = shapeOfOne(info.outputs().get(0));
    if (given == null
        || shape == null
        || given.elementType() != ElementType.FLOAT
        || !isOneSample(declared, given, info.sampleShape())) {
      return Optional.empty();
    }
    long size = 1;
    for (long axis : shape) {
      size *= axis;
    }
    // As the model gives them, as they are asked for, and in a tensor.
    loan.admit(3 * Float.BYTES * size);
    float[] values = model.predictor().predict((FloatBuffer) given.buffer()).values();
    if (size != values.length) {
      return Optional.empty();
    }
    Map<String, Tensor> outputs = new LinkedHashMap<>();
    outputs.put(info.outputs().get(0).name(), Tensor.of(values, shape));
    return Optional.of(outputs);
  }

  private static boolean isOneSample(TensorInfo declared, Tensor given, List<Long> sample) {
    List<Long> shape = given.shape();
    return declared.hasBatchAxis()
        ? shape.size() == sample.size() + 1
            && shape.get(0) == 1
            && shape.subList(1, shape.size()).equals(sample)
        : shape.equals(sample);
  }

  /** An output's axes for one sample; null where more than the first is open. */
  private static long @Nullable [] shapeOfOne(TensorInfo output) {
    long[] shape = new long[output.dims().size()];
    for (int axis = 0; axis < shape.length; axis++) {
      Dim dim = output.dims().get(axis);
      if (dim.isOpen() && axis > 0) {
        return null;
      }
      shape[axis] = dim.isOpen() ? 1 : dim.size();
    }
    return shape;
  }
}

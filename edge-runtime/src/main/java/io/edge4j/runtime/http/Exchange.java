package io.edge4j.runtime.http;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingCallback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer: gives every answer its {@code X-Request-ID} and {@code X-Latency-Ms},
 * and the log its line once the answer has left. A client that does not take its answer in time is
 * cut off: until then the answer is in memory. Completed by the answer's write.
 */
final class Exchange implements Callback {
  private static final Logger LOGGER = Logger.getLogger(Exchange.class.getName());
  static final String REQUEST_ID = "X-Request-ID";
  static final String LATENCY = "X-Latency-Ms";

  /** Of the Open Inference Protocol: how much of a body is JSON, where binary data follows. */
  static final String JSON_LENGTH = "Inference-Header-Content-Length";

  static final HttpField JSON =
      new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, "application/json");

  private static final HttpField BINARY =
      new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, "application/octet-stream");
  private static final HttpField PROBLEM =
      new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, Problem.CONTENT_TYPE);
  private static final String RETRY_AFTER_SECONDS = "1";
  private static final int LONGEST_ID = 128;
  private static final long NANOS_PER_MICRO = 1000;
  private static final int USUAL_PROBLEM = 256;

  /**
   * Longer answers are written in parts: the JDK copies what it writes out of the heap, and all of
   * it again whenever the client has taken a little.
   */
  private static final int PART = 64 << 10;

  private final Exchanges exchanges;
  private final Request request;
  private final @Nullable String method;
  private final @Nullable String path;
  private final String requestId;

  private boolean inProtocol;
  private byte @Nullable [] model;
  private long parseNanos;
  private long inferenceNanos;
  private long bytesIn;
  private MemoryBudget.@Nullable Loan loan;

  @SuppressWarnings("NullAway.Init")
  private Callback next;

  private int status;
  private long bytesOut;
  private volatile @Nullable String reason;
  private boolean expected;
  private volatile boolean done;
  private volatile Scheduler.@Nullable Task deadline;

  /**
   * @param method null where no request line could be read
   * @param path null as the method
   * @param givenId the client's request id; null when there is none
   */
  Exchange(
      Exchanges exchanges,
      Request request,
      @Nullable String method,
      @Nullable String path,
      @Nullable String givenId) {
    this.exchanges = exchanges;
    this.request = request;
    this.method = method;
    this.path = path;
    this.requestId = requestId(givenId);
  }

  /** The client's id where it is plain, else a new one: unique enough, and not a secret. */
  static String requestId(@Nullable String given) {
    if (given != null && isPlain(given)) {
      return given;
    }
    ThreadLocalRandom random = ThreadLocalRandom.current();
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
  }

  private static boolean isPlain(String id) {
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      boolean plain =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '.'
              || c == '_'
              || c == '-';
      if (!plain) {
        return false;
      }
    }
    return !id.isEmpty() && id.length() <= LONGEST_ID;
  }

  /**
   * Tells which model the request is for.
   *
   * @param fields of the log line that name it, each after a comma
   */
  void servedBy(byte[] fields) {
    model = fields;
  }

  void received(long bytes) {
    bytesIn = bytes;
  }

  void parsed(long nanos) {
    parseNanos = nanos;
  }

  void inferred(long nanos) {
    inferenceNanos = nanos;
  }

  /** Gives the memory back when the answer has been taken. */
  void holds(MemoryBudget.Loan held) {
    loan = held;
  }

  /** Tells that errors are to be readable for clients of the Open Inference Protocol. */
  Exchange inProtocol() {
    inProtocol = true;
    return this;
  }

  /**
   * Answers, then logs.
   *
   * @param body its first {@code length} bytes are sent
   */
  void answer(
      Response response, Callback callback, int code, HttpField type, byte[] body, int length) {
    next = callback;
    status = code;
    bytesOut = length;
    HttpFields.Mutable headers = response.getHeaders();
    response.setStatus(code);
    headers.put(type);
    headers.put(HttpHeader.CONTENT_LENGTH, length);
    headers.put(REQUEST_ID, requestId);
    headers.put(LATENCY, thousandths(micros()));
    if (length <= PART) {
      response.write(true, ByteBuffer.wrap(body, 0, length), this);
    } else {
      new Parts(response, body, length).iterate();
    }
    if (!done) {
      awaitTaken();
    }
  }

  void answer(Response response, Callback callback, Answer answer) {
    HttpField type = JSON;
    if (answer.jsonLength().isPresent()) {
      response.getHeaders().put(JSON_LENGTH, answer.jsonLength().getAsInt());
      type = BINARY;
    }
    JsonWriter content = answer.content();
    answer(response, callback, HttpStatus.OK_200, type, content.array(), content.length());
  }

  void answer(Response response, Callback callback, int code, JsonWriter json) {
    answer(response, callback, code, JSON, json.array(), json.length());
  }

  void answer(Response response, Callback callback, Problem problem) {
    if (problem.status() == HttpStatus.SERVICE_UNAVAILABLE_503) {
      response.getHeaders().put(HttpHeader.RETRY_AFTER, RETRY_AFTER_SECONDS);
    }
    because(problem.reason());
    JsonWriter json = new JsonWriter(USUAL_PROBLEM);
    problem.write(json, requestId, inProtocol);
    answer(response, callback, problem.status(), PROBLEM, json.array(), json.length());
  }

  /** Answers a request whose body was not read to its end. */
  void refuse(Response response, Callback callback, Problem problem) {
    answer(response, LingeringClose.before(callback, request), problem);
  }

  /** Answers a request whose body is not wanted, or not coming, and ends the connection. */
  void refuseAndClose(Response response, Callback callback, Problem problem) {
    response.getHeaders().put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE);
    if (problem.status() == HttpStatus.REQUEST_TIMEOUT_408) {
      answer(response, callback, problem);
    } else {
      refuse(response, callback, problem);
    }
  }

  /** What the log says of an answer that is no success. */
  void because(String why) {
    reason = why;
  }

  /** As {@link #because}, for an answer that nobody needs to look into. */
  void expected(String why) {
    reason = why;
    expected = true;
  }

  private void awaitTaken() {
    Scheduler.Task task =
        request
            .getComponents()
            .getScheduler()
            .schedule(this::cut, exchanges.answerTimeout().toMillis(), TimeUnit.MILLISECONDS);
    deadline = task;
    if (done) {
      task.cancel();
    }
  }

  private void cut() {
    String why =
        "The client did not take the answer within "
            + exchanges.answerTimeout().toMillis()
            + " ms.";
    because(why);
    EndPoint endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
    if (endPoint.getTransport() instanceof SocketChannel channel) {
      try {
        // Else the system keeps what the client does not take.
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
      } catch (IOException e) {
        LOGGER.log(Level.FINE, "The connection has ended already.", e);
      }
    }
    endPoint.close(new TimeoutException(why));
  }

  @Override
  public void succeeded() {
    complete();
    next.succeeded();
    record();
  }

  @Override
  public void failed(Throwable failure) {
    complete();
    if (reason == null) {
      because("The client went away before it had the answer.");
    }
    next.failed(failure);
    record();
  }

  @Override
  public InvocationType getInvocationType() {
    return InvocationType.NON_BLOCKING;
  }

  private void complete() {
    done = true;
    Scheduler.Task task = deadline;
    if (task != null) {
      task.cancel();
    }
    if (loan != null) {
      loan.close();
    }
  }

  private long micros() {
    return (System.nanoTime() - request.getBeginNanoTime()) / NANOS_PER_MICRO;
  }

  /** Microseconds as milliseconds with three decimals. */
  static String thousandths(long micros) {
    long fraction = micros % 1000;
    String zeros = fraction < 10 ? ".00" : fraction < 100 ? ".0" : ".";
    return micros / 1000 + zeros + fraction;
  }

  private void record() {
    if (exchanges.log() == RequestLog.NONE) {
      return;
    }
    try {
      LogLine line = LogLine.ofRequest(level(), requestId, method, path, status, micros());
      if (model != null) {
        line.millis("parse_ms", parseNanos / NANOS_PER_MICRO);
        line.millis("inference_ms", inferenceNanos / NANOS_PER_MICRO);
        line.number("bytes_in", bytesIn);
      }
      line.number("bytes_out", bytesOut);
      if (model != null) {
        line.raw(model);
      }
      if (reason != null) {
        line.text("reason", reason);
      }
      line.writeTo(exchanges.log());
    } catch (OutOfMemoryError e) {
      OutOfMemoryExit.check(request, e);
      throw e;
    }
  }

  /** A fault of ours, something to watch, or the usual; what clients do wrong is usual. */
  private String level() {
    if (expected) {
      return "INFO";
    }
    return switch (status) {
      case HttpStatus.INTERNAL_SERVER_ERROR_500 -> "ERROR";
      case HttpStatus.SERVICE_UNAVAILABLE_503 -> "WARN";
      default -> "INFO";
    };
  }

  /** Writes a long answer. */
  private final class Parts extends IteratingCallback {
    private final Response response;
    private final byte[] body;
    private final int length;
    private int at;

    Parts(Response response, byte[] body, int length) {
      this.response = response;
      this.body = body;
      this.length = length;
    }

    @Override
    protected Action process() {
      if (at == length) {
        return Action.SUCCEEDED;
      }
      int count = Math.min(PART, length - at);
      ByteBuffer part = ByteBuffer.wrap(body, at, count);
      at += count;
      response.write(at == length, part, this);
      return Action.SCHEDULED;
    }

    @Override
    protected void onCompleteSuccess() {
      Exchange.this.succeeded();
    }

    @Override
    protected void onCompleteFailure(Throwable cause) {
      Exchange.this.failed(cause);
    }

    @Override
    public InvocationType getInvocationType() {
      return InvocationType.NON_BLOCKING;
    }
  }
}

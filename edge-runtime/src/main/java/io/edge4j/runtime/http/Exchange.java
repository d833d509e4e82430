package io.edge4j.runtime.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.edge4j.runtime.ModelInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * One request and its answer: gives every answer its {@code X-Request-ID} and {@code X-Latency-Ms},
 * and the log its line once the answer has left.
 */
final class Exchange {
  private static final String ATTRIBUTE = Exchange.class.getName();
  static final String REQUEST_ID = "X-Request-ID";
  static final String LATENCY = "X-Latency-Ms";
  private static final Pattern ACCEPTABLE_ID = Pattern.compile("[A-Za-z0-9._-]{1,128}");
  private static final long NANOS_PER_MICRO = 1000;

  private final Request request;
  private final RequestLog log;
  private final String requestId;

  private ModelInfo model;
  private long parseNanos;
  private long inferenceNanos;
  private long bytesIn;

  private Exchange(Request request, RequestLog log) {
    this.request = request;
    this.log = log;
    String given = request.getHeaders().get(REQUEST_ID);
    this.requestId = given != null && ACCEPTABLE_ID.matcher(given).matches() ? given : newId();
  }

  /** The request's exchange; made at the first call. */
  static Exchange of(Request request, RequestLog log) {
    if (request.getAttribute(ATTRIBUTE) instanceof Exchange known) {
      return known;
    }
    Exchange exchange = new Exchange(request, log);
    request.setAttribute(ATTRIBUTE, exchange);
    return exchange;
  }

  /** Unique enough to find one's line; not a secret. */
  static String newId() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
  }

  void served(ModelInfo by) {
    model = by;
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

  /** Answers, then logs. */
  void answer(Response response, Callback callback, int status, String type, byte[] body) {
    HttpFields.Mutable headers = response.getHeaders();
    response.setStatus(status);
    headers.put(HttpHeader.CONTENT_TYPE, type);
    headers.put(HttpHeader.CONTENT_LENGTH, body.length);
    headers.put(REQUEST_ID, requestId);
    headers.put(LATENCY, thousandths(micros()));
    response.write(
        true, ByteBuffer.wrap(body), Callback.from(callback, () -> record(status, body.length)));
  }

  void answer(Response response, Callback callback, Problem problem) {
    byte[] body = JsonFormat.bytes(json -> problem.write(json, requestId));
    answer(response, callback, problem.status(), Problem.CONTENT_TYPE, body);
  }

  /** Answers a request whose body was not read to its end. */
  void refuse(Response response, Callback callback, Problem problem) {
    answer(response, LingeringClose.before(callback, request), problem);
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

  private void record(int status, long bytesOut) {
    if (log == RequestLog.NONE) {
      return;
    }
    long latency = micros();
    log.write(
        JsonFormat.bytes(
            json -> {
              writeLine(json, status, latency, bytesOut);
              json.writeRaw('\n');
            }));
  }

  private void writeLine(JsonGenerator json, int status, long latency, long bytesOut)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("timestamp", Instant.now().truncatedTo(ChronoUnit.MICROS).toString());
    json.writeStringField("level", status < 500 ? "INFO" : "ERROR");
    json.writeStringField("request_id", requestId);
    json.writeStringField("method", request.getMethod());
    json.writeStringField("path", request.getHttpURI().getPath());
    json.writeNumberField("status", status);
    writeMillis(json, "latency_ms", latency);
    if (model != null) {
      writeMillis(json, "parse_ms", parseNanos / NANOS_PER_MICRO);
      writeMillis(json, "inference_ms", inferenceNanos / NANOS_PER_MICRO);
      json.writeNumberField("bytes_in", bytesIn);
    }
    json.writeNumberField("bytes_out", bytesOut);
    if (model != null) {
      json.writeStringField("model", model.name());
      json.writeStringField("version", model.version());
    }
    json.writeEndObject();
  }

  private static void writeMillis(JsonGenerator json, String name, long micros) throws IOException {
    json.writeFieldName(name);
    json.writeNumber(thousandths(micros));
  }
}

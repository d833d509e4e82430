package io.edge4j.runtime.http;

import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** Lines of the request log, each one JSON object and a line feed. */
final class LogLine {
  private static final int USUAL_LENGTH = 384;
  private static final int LONGEST_PATH = 512;
  private static final int NANOS_PER_MICRO = 1000;
  private static final long SECONDS_PER_DAY = 86_400;

  private final JsonWriter json = new JsonWriter(USUAL_LENGTH);

  private LogLine(String level) {
    json.ascii("{\"timestamp\":\"");
    timestamp(Instant.now());
    json.ascii("\",\"level\":\"").ascii(level).ascii('"');
  }

  /**
   * A line about a request.
   *
   * @param method null where no request line could be read
   * @param path as the client wrote it; null as the method
   */
  static LogLine ofRequest(
      String level,
      String requestId,
      @Nullable String method,
      @Nullable String path,
      int status,
      long latencyMicros) {
    LogLine line = new LogLine(level);
    line.text("request_id", requestId);
    line.text("method", method);
    line.text(
        "path",
        path == null || path.length() <= LONGEST_PATH
            ? path
            : path.substring(0, LONGEST_PATH) + "...");
    line.number("status", status);
    line.millis("latency_ms", latencyMicros);
    return line;
  }

  /** A line about the server itself. */
  static LogLine ofServer(String level, String message) {
    LogLine line = new LogLine(level);
    line.text("message", message);
    return line;
  }

  LogLine text(String name, @Nullable String value) {
    name(name);
    if (value == null) {
      json.ascii("null");
    } else {
      json.string(value);
    }
    return this;
  }

  LogLine number(String name, long value) {
    name(name);
    json.number(value);
    return this;
  }

  LogLine millis(String name, long micros) {
    name(name);
    json.millis(micros);
    return this;
  }

  /** Fields that are written already, each after a comma. */
  LogLine raw(byte[] fields) {
    json.raw(fields);
    return this;
  }

  private void name(String name) {
    json.ascii(",\"").ascii(name).ascii("\":");
  }

  /** Always with six decimals, so that lines sort as text. */
  private void timestamp(Instant now) {
    LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(now.getEpochSecond(), SECONDS_PER_DAY));
    long second = Math.floorMod(now.getEpochSecond(), SECONDS_PER_DAY);
    json.digits(date.getYear(), 4).ascii('-').digits(date.getMonthValue(), 2).ascii('-');
    json.digits(date.getDayOfMonth(), 2).ascii('T').digits(second / 3600, 2).ascii(':');
    json.digits(second / 60 % 60, 2).ascii(':').digits(second % 60, 2).ascii('.');
    json.digits(now.getNano() / NANOS_PER_MICRO, 6).ascii('Z');
  }

  void writeTo(RequestLog log) {
    json.ascii("}\n");
    log.write(json.array(), json.length());
  }

  /** The whole line. */
  byte[] bytes() {
    return json.ascii("}\n").toBytes();
  }
}

package io.edge4j.runtime.http;

import java.nio.ByteBuffer;
import java.nio.channels.WritePendingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;

/**
 * Ends connections whose headers do not arrive in time. One that sends a byte a second is never
 * silent and never comes to a handler, so it is found from outside: bytes came in, every request
 * that came has been answered, and no other has come.
 */
final class HeaderDeadline implements Runnable {
  private static final Logger LOGGER = Logger.getLogger(HeaderDeadline.class.getName());
  private static final int LOOKS_A_TIMEOUT = 8;
  private static final long LONGEST_PAUSE_MILLIS = 1_000;
  private static final long NO_REQUESTS_YET = 0;
  private static final int USUAL_PROBLEM = 256;

  /**
   * A connection as it was last seen between two requests.
   *
   * @param requests that had come
   * @param bytes that had come while nothing of the next request had
   * @param nanos when that was
   */
  private record Between(long requests, long bytes, long nanos) {}

  private final ServerConnector connector;
  private final Duration timeout;
  private final RequestLog log;
  private Map<EndPoint, Between> seen = new HashMap<>();

  HeaderDeadline(ServerConnector connector, Duration timeout, RequestLog log) {
    this.connector = connector;
    this.timeout = timeout;
    this.log = log;
  }

  /** Looks from now on, until the connector stops. */
  void start() {
    long pause = Math.max(1, timeout.toMillis() / LOOKS_A_TIMEOUT);
    connector
        .getScheduler()
        .schedule(this, Math.min(pause, LONGEST_PAUSE_MILLIS), TimeUnit.MILLISECONDS);
  }

  @Override
  public void run() {
    try {
      lookAtAll();
    } catch (OutOfMemoryError e) {
      OutOfMemoryExit.check(connector.getServer(), e);
      throw e;
    }
    start();
  }

  private void lookAtAll() {
    long now = System.nanoTime();
    Map<EndPoint, Between> found = new HashMap<>();
    for (EndPoint endPoint : connector.getConnectedEndPoints()) {
      Connection connection = endPoint.getConnection();
      if (connection != null && connection.getMessagesIn() == connection.getMessagesOut()) {
        look(endPoint, connection, now, found);
      }
    }
    seen = found;
  }

  private void look(EndPoint endPoint, Connection connection, long now, Map<EndPoint, Between> to) {
    long requests = connection.getMessagesIn();
    long bytes = connection.getBytesIn();
    Between before = seen.get(endPoint);
    if (before == null || before.requests() != requests) {
      to.put(endPoint, new Between(requests, requests == NO_REQUESTS_YET ? 0 : bytes, now));
    } else if (before.bytes() == bytes) {
      to.put(endPoint, new Between(requests, bytes, now));
    } else if (now - before.nanos() < timeout.toNanos()) {
      to.put(endPoint, before);
    } else {
      end(endPoint, now - before.nanos());
    }
  }

  private void end(EndPoint endPoint, long waitedNanos) {
    EdgeConnection connection = (EdgeConnection) endPoint.getConnection();
    String requestId = Exchange.requestId(connection.requestId());
    long waitedMicros = TimeUnit.NANOSECONDS.toMicros(waitedNanos);
    Problem problem =
        Problem.of(
            HttpStatus.REQUEST_TIMEOUT_408,
            "The headers did not arrive within " + timeout.toMillis() + " ms.");
    JsonWriter body = new JsonWriter(USUAL_PROBLEM);
    problem.write(body, requestId, false);
    try {
      endPoint.write(
          Callback.from(endPoint::close, failure -> endPoint.close()),
          ByteBuffer.wrap(answer(requestId, waitedMicros, body)));
    } catch (WritePendingException e) {
      LOGGER.log(Level.FINE, "The answer before has not been read.", e);
      endPoint.close();
    }
    LogLine.ofRequest(
            "INFO",
            requestId,
            connection.method(),
            connection.path(),
            problem.status(),
            waitedMicros)
        .number("bytes_out", body.length())
        .text("reason", problem.reason())
        .writeTo(log);
  }

  private static byte[] answer(String requestId, long waitedMicros, JsonWriter body) {
    return String.join(
            "\r\n",
            "HTTP/1.1 408 Request Timeout",
            "Content-Type: " + Problem.CONTENT_TYPE,
            "Content-Length: " + body.length(),
            Exchange.REQUEST_ID + ": " + requestId,
            Exchange.LATENCY + ": " + Exchange.thousandths(waitedMicros),
            "Connection: close",
            "",
            new String(body.array(), 0, body.length(), StandardCharsets.UTF_8))
        .getBytes(StandardCharsets.UTF_8);
  }
}

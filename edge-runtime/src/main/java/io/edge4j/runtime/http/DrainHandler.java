package io.edge4j.runtime.http;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Ends a server so that no request is lost: new connections are refused; what still comes over open
 * ones is answered, with word that the connection ends; silent connections are closed.
 */
final class DrainHandler extends Handler.Wrapper {
  /** How long a connection without a request may stay while the server ends. */
  private static final long SILENCE_MILLIS = 1_000;

  private static final long POLL_MILLIS = 20;

  private volatile boolean draining;

  DrainHandler(Handler handler) {
    super(handler);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    // Silence during a request is bounded by the deadline of its body alone.
    request.addIdleTimeoutListener(timeout -> false);
    if (draining) {
      response.getHeaders().put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE);
    }
    try {
      return super.handle(request, response, callback);
    } catch (OutOfMemoryError e) {
      OutOfMemoryExit.check(request, e);
      throw e;
    }
  }

  /** Returns when every connection is closed, or the time is over. */
  void drain(LimitedConnector connector, long mostMillis) {
    draining = true;
    connector.closeAfterTheLast();
    long end = System.nanoTime() + mostMillis * 1_000_000;
    try {
      while (connector.connections() > 0 && System.nanoTime() - end < 0) {
        for (EndPoint connection : connector.getConnectedEndPoints()) {
          if (connection.getIdleTimeout() != SILENCE_MILLIS) {
            connection.setIdleTimeout(SILENCE_MILLIS);
          }
        }
        Thread.sleep(POLL_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

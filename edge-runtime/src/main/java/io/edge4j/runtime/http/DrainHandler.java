package io.edge4j.runtime.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;

/**
 * Ends a server so that no request is lost: new connections are refused; what still comes over open
 * ones is answered, with word that the connection ends; silent connections are closed.
 */
final class DrainHandler extends Handler.Wrapper {
  private static final Logger LOGGER = Logger.getLogger(DrainHandler.class.getName());

  /** How long a connection without a request may stay while the server ends. */
  private static final long SILENCE_MILLIS = 1_000;

  private static final long ACCEPTANCE_MILLIS = 1_000;
  private static final long POLL_MILLIS = 20;
  private static final int POLLS_WITHOUT_CONNECTION = 2;

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
    return super.handle(request, response, callback);
  }

  /** Returns when every connection is closed, or the time is over. */
  void drain(ServerConnector connector, long mostMillis) {
    draining = true;
    awaitAcceptance(connector);
    connector.close();
    long end = System.nanoTime() + mostMillis * 1_000_000;
    int without = 0;
    try {
      while (without < POLLS_WITHOUT_CONNECTION && System.nanoTime() - end < 0) {
        for (EndPoint connection : connector.getConnectedEndPoints()) {
          if (connection.getIdleTimeout() != SILENCE_MILLIS) {
            connection.setIdleTimeout(SILENCE_MILLIS);
          }
        }
        without = connector.getConnectedEndPoints().isEmpty() ? without + 1 : 0;
        Thread.sleep(POLL_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Closing the port resets the connections that the system has established and the server has not
   * yet accepted. They stand in a queue: once one of our own has come through, so have those that
   * were there before the end was decided.
   */
  private static void awaitAcceptance(ServerConnector connector) {
    InetSocketAddress bound = address(connector);
    try (Socket probe = new Socket()) {
      probe.connect(bound, Math.toIntExact(ACCEPTANCE_MILLIS));
      long end = System.nanoTime() + ACCEPTANCE_MILLIS * 1_000_000;
      while (!isAccepted(connector, probe) && System.nanoTime() - end < 0) {
        Thread.sleep(1);
      }
    } catch (IOException e) {
      LOGGER.log(Level.FINE, "The port is closed already.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static InetSocketAddress address(ServerConnector connector) {
    String host = connector.getHost();
    InetSocketAddress named = new InetSocketAddress(host, connector.getLocalPort());
    return named.getAddress() != null && named.getAddress().isAnyLocalAddress()
        ? new InetSocketAddress(InetAddress.getLoopbackAddress(), connector.getLocalPort())
        : named;
  }

  private static boolean isAccepted(ServerConnector connector, Socket probe) {
    return connector.getConnectedEndPoints().stream()
        .anyMatch(
            connection ->
                connection.getRemoteSocketAddress() instanceof InetSocketAddress remote
                    && remote.getPort() == probe.getLocalPort());
  }
}

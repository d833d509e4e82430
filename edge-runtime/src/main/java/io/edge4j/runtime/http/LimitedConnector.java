package io.edge4j.runtime.http;

import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * A connector with a limit on connections. When it is reached, nobody else is accepted and silent
 * connections are closed after a second, so that those who hold them without a request give way.
 */
final class LimitedConnector extends ServerConnector {
  private static final long CROWDED_MILLIS = 1000;

  LimitedConnector(Server server, ServerOptions options, HttpConfiguration http) {
    // An acceptor of its own: without one, Jetty 12.1 closes the port only when a selector wakes.
    super(server, 1, options.workers(), new HttpConnectionFactory(http));
    setHost(options.host());
    setPort(options.port());
    setIdleTimeout(options.idleTimeout().toMillis());
    NetworkConnectionLimit limit = new NetworkConnectionLimit(options.maxConnections(), this);
    limit.setEndPointIdleTimeout(crowdedMillis());
    server.addBean(limit);
  }

  /**
   * Jetty counts a connection before it is open, and shortens the patience only with those that
   * are: the ones that reached the limit would keep theirs.
   */
  @Override
  protected void onEndPointOpened(EndPoint endPoint) {
    super.onEndPointOpened(endPoint);
    if (!isAccepting()) {
      endPoint.setIdleTimeout(crowdedMillis());
    }
  }

  private long crowdedMillis() {
    return Math.min(CROWDED_MILLIS, getIdleTimeout());
  }
}

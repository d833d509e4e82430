package io.edge4j.runtime.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * A connector with a limit on connections: the option's, or what the heap allows if that is less.
 * When it is reached, nobody else is accepted and silent connections are closed after a second, so
 * that those who hold them without a request give way.
 */
final class LimitedConnector extends ServerConnector {
  private static final Logger LOGGER = Logger.getLogger(LimitedConnector.class.getName());
  private static final long CROWDED_MILLIS = 1000;
  private static final int PROBE_MILLIS = 1000;

  /**
   * What the system holds of answers that a client does not take, per connection; it takes twice
   * that. Left to itself, Linux holds megabytes.
   */
  private static final int SEND_BUFFER_BYTES = 64 << 10;

  private final NetworkConnectionLimit limit;
  private volatile boolean ending;
  private boolean ended;

  LimitedConnector(
      Server server, ServerOptions options, HttpConfiguration http, MemoryBudget budget) {
    // An acceptor of its own: without one, Jetty 12.1 closes the port only when a selector wakes.
    super(server, 1, options.workers(), new EdgeConnection.Factory(http, budget));
    setHost(options.host());
    setPort(options.port());
    setIdleTimeout(options.idleTimeout().toMillis());
    setAcceptedSendBufferSize(SEND_BUFFER_BYTES);
    limit =
        new NetworkConnectionLimit(Math.min(options.maxConnections(), budget.connections()), this);
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

  /** Connections from the moment they are accepted until they are closed. */
  int connections() {
    return limit.getNetworkConnectionCount() + limit.getPendingNetworkConnectionCount();
  }

  private long crowdedMillis() {
    return Math.min(CROWDED_MILLIS, getIdleTimeout());
  }

  /**
   * Closes the port without losing a connection that the system has established: all of them are
   * accepted, and the port is closed in the instant in which there is no other.
   */
  void closeAfterTheLast() {
    if (getLocalPort() <= 0) {
      // Not opened, or closed already.
      return;
    }
    ending = true;
    // The acceptor waits for a connection and holds the lock that is needed: give it one.
    try (Socket probe = new Socket()) {
      probe.connect(address(), PROBE_MILLIS);
    } catch (IOException e) {
      LOGGER.log(Level.FINE, "Nobody is waited for, or the port is closed already.", e);
    }
    acceptTheRest();
    close();
  }

  private InetSocketAddress address() {
    InetSocketAddress named = new InetSocketAddress(getHost(), getLocalPort());
    return named.getAddress() != null && named.getAddress().isAnyLocalAddress()
        ? new InetSocketAddress(InetAddress.getLoopbackAddress(), getLocalPort())
        : named;
  }

  @Override
  public void accept(int acceptorId) throws IOException {
    if (!ending) {
      super.accept(acceptorId);
    }
    if (ending) {
      acceptTheRest();
    }
  }

  /** The limit would have the acceptor go on when connections have closed. */
  @Override
  public void setAccepting(boolean accepting) {
    super.setAccepting(accepting && !ending);
  }

  private synchronized void acceptTheRest() {
    if (ended || !(getTransport() instanceof ServerSocketChannel port)) {
      return;
    }
    ended = true;
    setAccepting(false);
    List<SocketChannel> rest = new ArrayList<>();
    try {
      try (port) {
        port.configureBlocking(false);
        for (SocketChannel one = port.accept(); one != null; one = port.accept()) {
          rest.add(one);
        }
      }
      // Jetty closes what it is given beyond its limit.
      limit.setMaxNetworkConnectionCount(Integer.MAX_VALUE);
      for (SocketChannel one : rest) {
        one.configureBlocking(false);
        configure(one.socket());
        getSelectorManager().accept(one);
      }
    } catch (IOException e) {
      LOGGER.log(Level.WARNING, "The last connections could not be accepted.", e);
    }
  }

  @Override
  protected boolean handleAcceptFailure(Throwable failure) {
    check(failure);
    return !ending && super.handleAcceptFailure(failure);
  }

  private void check(Throwable failure) {
    OutOfMemoryExit.check(getServer(), failure);
  }

  @Override
  protected SocketChannelEndPoint newEndPoint(
      SocketChannel channel, ManagedSelector selector, SelectionKey key) {
    SocketChannelEndPoint endPoint =
        new SocketChannelEndPoint(channel, selector, key, getScheduler()) {
          @Override
          public Runnable onSelected() {
            try {
              return super.onSelected();
            } catch (OutOfMemoryError e) {
              check(e);
              throw e;
            }
          }

          @Override
          public void onClose(Throwable failure) {
            check(failure);
            super.onClose(failure);
          }
        };
    endPoint.setIdleTimeout(getIdleTimeout());
    return endPoint;
  }

  @Override
  protected SelectorManager newSelectorManager(
      Executor executor, Scheduler scheduler, int selectors) {
    return new ServerConnectorManager(executor, scheduler, selectors) {
      @Override
      protected ManagedSelector newSelector(int id) {
        return new ManagedSelector(this, id) {
          @Override
          protected void handleSelectFailure(Selector selector, Throwable failure)
              throws IOException {
            check(failure);
            super.handleSelectFailure(selector, failure);
          }

          @Override
          protected void onSelectFailed(Throwable failure) {
            check(failure);
            super.onSelectFailed(failure);
          }
        };
      }
    };
  }
}

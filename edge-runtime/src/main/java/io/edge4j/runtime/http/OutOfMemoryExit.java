package io.edge4j.runtime.http;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.thread.ThreadPool;

/**
 * Ends the process when memory has run out, as {@code -XX:+ExitOnOutOfMemoryError} does where that
 * flag is given. Without either, Jetty's threads die one by one or go on after half a step, and
 * what is left accepts connections and answers none of them. Allocates nothing on its way.
 */
final class OutOfMemoryExit {
  /** The code that HotSpot's flag ends with. */
  static final int CODE = 3;

  private static final int DEEPEST_CAUSE = 8;
  private static final int RESERVE_BYTES = 128 << 10;

  /** Made before there is no memory to make it. */
  private final byte[] message =
      "Out of memory: the process ends. Give it a larger heap.\n".getBytes(StandardCharsets.UTF_8);

  /** Let go for what is written at the end. */
  private final AtomicReference<byte[]> reserve = new AtomicReference<>(new byte[RESERVE_BYTES]);

  private final IntConsumer halt;

  /**
   * @param halt ends the process at once, without shutdown hooks, which need memory too
   */
  OutOfMemoryExit(IntConsumer halt) {
    this.halt = halt;
  }

  /**
   * Ends the process of the server that a request came to; does nothing in anybody else's Jetty.
   */
  static void check(Request request, Throwable failure) {
    check(request.getConnectionMetaData().getConnector().getServer(), failure);
  }

  static void check(Server server, Throwable failure) {
    if (server instanceof OfServer ours) {
      ours.exit.check(failure);
    }
  }

  /** A server that ends its process; found without an iterator, for which there may be no room. */
  static final class OfServer extends Server {
    private final OutOfMemoryExit exit;

    OfServer(ThreadPool threads, OutOfMemoryExit exit) {
      super(threads);
      this.exit = exit;
    }
  }

  /** Ends the process when an {@link OutOfMemoryError} is what failed, or behind what failed. */
  void check(Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < DEEPEST_CAUSE; depth++) {
      if (cause instanceof OutOfMemoryError) {
        end();
        return;
      }
      cause = cause.getCause();
    }
  }

  private void end() {
    try {
      reserve.set(null);
      System.err.write(message, 0, message.length);
      System.err.flush();
    } finally {
      halt.accept(CODE);
    }
  }
}

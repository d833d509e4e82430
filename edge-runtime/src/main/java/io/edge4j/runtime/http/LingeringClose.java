package io.edge4j.runtime.http;

import java.nio.ByteBuffer;
import java.time.Duration;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;

/**
 * Once a refusal has been written, reads and drops what the client still sends, for a while.
 * Closing a connection with unread data resets it, and a reset can overtake the answer: the client
 * would never see why it was refused.
 */
final class LingeringClose implements Callback, BodyPump.Sink {
  private static final long MOST_BYTES = 16L << 20;
  private static final Duration LONGEST = Duration.ofSeconds(2);

  private final Callback next;
  private final BodyPump pump;
  private long dropped;

  private LingeringClose(Request request, Callback next) {
    this.next = next;
    this.pump = new BodyPump(request, LONGEST, this);
  }

  /** Completes {@code next} when the request has been read to its end, or it has been enough. */
  static Callback before(Callback next, Request request) {
    // A client that waits for "100 Continue" sends nothing, and must not be told to go on.
    return request.getHeaders().contains(HttpHeader.EXPECT)
        ? next
        : new LingeringClose(request, next);
  }

  @Override
  public void succeeded() {
    pump.run();
  }

  @Override
  public void failed(Throwable failure) {
    if (pump.finish()) {
      next.failed(failure);
    }
  }

  @Override
  public boolean take(ByteBuffer bytes) {
    dropped += bytes.remaining();
    return dropped <= MOST_BYTES;
  }

  @Override
  public void end() {
    if (pump.finish()) {
      next.succeeded();
    }
  }

  @Override
  public void idle() {
    end();
  }

  @Override
  public void broken(Throwable failure) {
    end();
  }

  @Override
  public void expired() {
    end();
  }
}

package io.edge4j.runtime.http;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Once a refusal has been written, reads and drops what the client still sends, for a while.
 * Closing a connection with unread data resets it, and a reset can overtake the answer: the client
 * would never see why it was refused.
 */
final class Linger implements Callback, Invocable.Task {
  private static final long MOST_BYTES = 16L << 20;
  private static final long MOST_MILLIS = 2_000;

  private final Request request;
  private final Callback next;
  private final AtomicBoolean finished = new AtomicBoolean();
  private long dropped;
  private Scheduler.Task deadline;

  private Linger(Request request, Callback next) {
    this.request = request;
    this.next = next;
  }

  /** Completes {@code next} when the request has been read to its end, or it has been enough. */
  static Callback before(Callback next, Request request) {
    // A client that waits for "100 Continue" sends nothing, and must not be told to go on.
    return request.getHeaders().contains(HttpHeader.EXPECT) ? next : new Linger(request, next);
  }

  @Override
  public void succeeded() {
    run();
  }

  @Override
  public void failed(Throwable failure) {
    if (finished.compareAndSet(false, true)) {
      next.failed(failure);
    }
  }

  @Override
  public InvocationType getInvocationType() {
    return InvocationType.NON_BLOCKING;
  }

  @Override
  public void run() {
    while (!finished.get()) {
      Content.Chunk chunk = request.read();
      if (chunk == null) {
        awaitMore();
        return;
      }
      if (Content.Chunk.isFailure(chunk)) {
        finish();
        return;
      }
      dropped += chunk.remaining();
      boolean last = chunk.isLast();
      chunk.release();
      if (last || dropped > MOST_BYTES) {
        finish();
      }
    }
  }

  private void awaitMore() {
    if (deadline == null) {
      deadline =
          request
              .getComponents()
              .getScheduler()
              .schedule(this::finish, MOST_MILLIS, TimeUnit.MILLISECONDS);
    }
    request.demand(this);
  }

  private void finish() {
    if (finished.compareAndSet(false, true)) {
      if (deadline != null) {
        deadline.cancel();
      }
      next.succeeded();
    }
  }
}

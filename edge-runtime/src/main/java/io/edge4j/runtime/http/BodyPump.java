package io.edge4j.runtime.http;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Invocable;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * Hands on the bytes of a request's body as they arrive, without a thread that waits, until a
 * deadline. The deadline is for the whole body: a connection that sends one byte per second is
 * never idle.
 */
final class BodyPump implements Invocable.Task {

  /** Where the bytes go. Whatever ends it first calls {@link #finish}; nothing comes after that. */
  interface Sink {
    /**
     * Takes the next bytes.
     *
     * @param bytes valid until this returns
     * @return whether more are wanted
     */
    boolean take(ByteBuffer bytes);

    /** The body has ended, or no more of it is wanted. */
    void end();

    /** The connection was silent for its idle time; without a {@link #finish}, reading goes on. */
    void idle();

    /** No more can be read. */
    void broken(Throwable failure);

    /** The deadline has passed. */
    void expired();
  }

  private final Request request;
  private final Duration timeout;
  private final Sink sink;
  private final AtomicBoolean finished = new AtomicBoolean();
  private Scheduler.@Nullable Task deadline;

  BodyPump(Request request, Duration timeout, Sink sink) {
    this.request = request;
    this.timeout = timeout;
    this.sink = sink;
  }

  @Override
  public InvocationType getInvocationType() {
    return InvocationType.NON_BLOCKING;
  }

  /** Reads what there is; the sink may be called before this returns. */
  @Override
  public void run() {
    try {
      read();
    } catch (OutOfMemoryError e) {
      OutOfMemoryExit.check(request, e);
      throw e;
    }
  }

  private void read() {
    while (!finished.get()) {
      Content.Chunk chunk = request.read();
      if (chunk == null) {
        awaitMore();
        return;
      }
      if (Content.Chunk.isFailure(chunk, false)) {
        sink.idle();
        if (!finished.get()) {
          awaitMore();
        }
        return;
      }
      if (Content.Chunk.isFailure(chunk)) {
        sink.broken(chunk.getFailure());
        return;
      }
      boolean wanted = sink.take(chunk.getByteBuffer());
      boolean last = chunk.isLast();
      chunk.release();
      if (last || !wanted) {
        sink.end();
        return;
      }
    }
  }

  private void awaitMore() {
    if (deadline == null) {
      deadline =
          request
              .getComponents()
              .getScheduler()
              .schedule(sink::expired, timeout.toMillis(), TimeUnit.MILLISECONDS);
    }
    request.demand(this);
  }

  /**
   * Ends it, whoever comes first: the body's end, a failure or the deadline.
   *
   * @return whether this call was the first
   */
  boolean finish() {
    if (!finished.compareAndSet(false, true)) {
      return false;
    }
    if (deadline != null) {
      deadline.cancel();
    }
    return true;
  }
}

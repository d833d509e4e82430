package io.edge4j.runtime.http;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Invocable;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Reads a request's body as it arrives, without a thread that waits, up to a size and a deadline.
 * The deadline is for the whole body: a connection that sends a byte a second is never idle.
 */
final class BodyReader implements Invocable.Task {

  /** Where the body goes, exactly once. */
  interface Receiver {
    /** The whole body; the receiver releases it. */
    void body(Body body);

    /** The body cannot be had. */
    void problem(Problem problem);
  }

  private final Request request;
  private final int maxBytes;
  private final Duration timeout;
  private final Body body;
  private final Receiver receiver;
  private final long announced;
  private final AtomicBoolean finished = new AtomicBoolean();
  private Scheduler.Task deadline;

  BodyReader(
      Request request, int maxBytes, Duration timeout, BodyBudget budget, Receiver receiver) {
    this.request = request;
    this.maxBytes = maxBytes;
    this.timeout = timeout;
    this.body = new Body(maxBytes, budget);
    this.receiver = receiver;
    this.announced = request.getLength();
  }

  /** Starts; the receiver may be called before this returns. */
  void start() {
    if (announced > maxBytes) {
      refuse(Body.tooLarge(maxBytes));
    } else {
      run();
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
      if (Content.Chunk.isFailure(chunk, false)) {
        // The connection was idle, which a stopping server calls soon: the deadline alone counts.
        awaitMore();
        return;
      }
      if (Content.Chunk.isFailure(chunk)) {
        refuse(problem(chunk.getFailure()));
        return;
      }
      Problem misfit = body.append(chunk.getByteBuffer(), announced);
      boolean last = chunk.isLast();
      chunk.release();
      if (misfit != null) {
        refuse(misfit);
      } else if (last && finish()) {
        receiver.body(body);
      }
    }
  }

  private void awaitMore() {
    if (deadline == null) {
      deadline =
          request
              .getComponents()
              .getScheduler()
              .schedule(this::expire, timeout.toMillis(), TimeUnit.MILLISECONDS);
    }
    request.demand(this);
  }

  private void expire() {
    refuse(
        Problem.of(
            HttpStatus.REQUEST_TIMEOUT_408,
            "The body did not arrive within " + timeout.toMillis() + " ms."));
  }

  private static Problem problem(Throwable failure) {
    if (failure instanceof TimeoutException) {
      return Problem.of(HttpStatus.REQUEST_TIMEOUT_408, "The body stopped arriving.");
    }
    if (failure instanceof HttpException http) {
      return Problem.of(http.getCode(), "The body cannot be read: " + http.getReason());
    }
    return Problem.of(HttpStatus.BAD_REQUEST_400, "The body ended early.");
  }

  private boolean finish() {
    if (!finished.compareAndSet(false, true)) {
      return false;
    }
    if (deadline != null) {
      deadline.cancel();
    }
    return true;
  }

  private void refuse(Problem problem) {
    if (finish()) {
      body.release();
      receiver.problem(problem);
    }
  }
}

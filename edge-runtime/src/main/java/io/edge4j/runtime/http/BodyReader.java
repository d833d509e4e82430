package io.edge4j.runtime.http;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Reads a request's body as it arrives, without a thread that waits, up to a size and a deadline.
 * The deadline is for the whole body: a connection that sends a byte a second is never idle.
 */
final class BodyReader implements Runnable {
  private static final int FIRST_BUFFER = 16 << 10;

  /** Where the body goes, exactly once. */
  interface Receiver {
    void body(byte[] bytes, int length);

    void problem(Problem problem);
  }

  private final Request request;
  private final int maxBytes;
  private final Duration timeout;
  private final Receiver receiver;
  private final AtomicBoolean finished = new AtomicBoolean();

  private byte[] bytes = {};
  private int length;
  private Scheduler.Task deadline;

  BodyReader(Request request, int maxBytes, Duration timeout, Receiver receiver) {
    this.request = request;
    this.maxBytes = maxBytes;
    this.timeout = timeout;
    this.receiver = receiver;
  }

  /** Starts; the receiver may be called before this returns. */
  void start() {
    long announced = request.getLength();
    if (announced > maxBytes) {
      refuse(tooLarge());
      return;
    }
    bytes = new byte[(int) Math.min(FIRST_BUFFER, announced < 0 ? FIRST_BUFFER : announced)];
    run();
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
        refuse(problem(chunk.getFailure()));
        return;
      }
      boolean fits = append(chunk.getByteBuffer());
      boolean last = chunk.isLast();
      chunk.release();
      if (!fits) {
        refuse(tooLarge());
      } else if (last && finish()) {
        receiver.body(bytes, length);
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

  private boolean append(ByteBuffer chunk) {
    int more = chunk.remaining();
    if (more > maxBytes - length) {
      return false;
    }
    if (length + more > bytes.length) {
      int wanted = Math.max(length + more, (int) Math.min(maxBytes, 2L * bytes.length));
      bytes = Arrays.copyOf(bytes, wanted);
    }
    chunk.get(bytes, length, more);
    length += more;
    return true;
  }

  private Problem tooLarge() {
    return Problem.of(
        HttpStatus.PAYLOAD_TOO_LARGE_413, "The body is larger than " + maxBytes + " bytes.");
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
      receiver.problem(problem);
    }
  }
}

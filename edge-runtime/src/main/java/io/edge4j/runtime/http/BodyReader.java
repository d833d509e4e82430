package io.edge4j.runtime.http;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** Collects a request's body, up to a size and a deadline. */
final class BodyReader implements BodyPump.Sink {

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
  private final BodyPump pump;
  private @Nullable Problem misfit;

  BodyReader(
      Request request, int maxBytes, Duration timeout, MemoryBudget.Loan loan, Receiver receiver) {
    this.request = request;
    this.maxBytes = maxBytes;
    this.timeout = timeout;
    this.body = new Body(maxBytes, loan);
    this.receiver = receiver;
    this.announced = request.getLength();
    this.pump = new BodyPump(request, timeout, this);
  }

  /** Starts; the receiver may be called before this returns. */
  void start() {
    if (announced > maxBytes) {
      refuse(Body.tooLarge(maxBytes));
    } else {
      pump.run();
    }
  }

  @Override
  public boolean take(ByteBuffer bytes) {
    misfit = body.append(bytes, announced);
    return misfit == null;
  }

  @Override
  public void end() {
    if (misfit != null) {
      refuse(misfit);
    } else if (pump.finish()) {
      receiver.body(body);
    }
  }

  /** A stopping server calls a connection idle soon: the deadline alone counts. */
  @Override
  public void idle() {}

  @Override
  public void broken(Throwable failure) {
    refuse(problem(failure));
  }

  @Override
  public void expired() {
    refuse(
        Problem.of(
            HttpStatus.REQUEST_TIMEOUT_408,
            "The body did not arrive within " + timeout.toMillis() + " ms."));
  }

  private Problem problem(Throwable failure) {
    HttpException fault =
        request.getConnectionMetaData().getConnection() instanceof EdgeConnection connection
            ? connection.fault()
            : null;
    if (fault != null) {
      // Jetty calls it an early end.
      return Problem.of(fault.getCode(), "The chunks of the body are malformed.");
    }
    if (failure instanceof TimeoutException) {
      return Problem.of(HttpStatus.REQUEST_TIMEOUT_408, "The body stopped arriving.");
    }
    return Problem.of(HttpStatus.BAD_REQUEST_400, "The body ended early.");
  }

  private void refuse(Problem problem) {
    if (pump.finish()) {
      body.release();
      receiver.problem(problem);
    }
  }
}

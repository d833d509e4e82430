package io.edge4j.runtime.http;

import io.edge4j.model.InvalidInputException;
import java.util.Locale;
import java.util.concurrent.Executor;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Takes requests that want something computed: reads their bodies, queues the work, answers. One
 * set of limits, deadlines and workers, however a prediction is asked for.
 */
final class Intake {
  private static final Logger LOGGER = Logger.getLogger(Intake.class.getName());

  /** Bodies up to this hold few samples. */
  private static final int SMALL_BODY = 64 << 10;

  /** What is computed of a body. */
  interface Work {
    /**
     * Computes the answer.
     *
     * @param loan to be asked before more memory is held than the body has
     */
    Answer answer(Exchange exchange, Body body, MemoryBudget.Loan loan) throws ProblemException;
  }

  private final ServerOptions options;
  private final MemoryBudget budget;
  private final WorkQueue queue;
  private volatile boolean quick;
  private volatile @Nullable Problem failure;

  Intake(ServerOptions options, MemoryBudget budget) {
    this.options = options;
    this.budget = budget;
    this.queue = new WorkQueue(options.workers(), options.queue());
  }

  /**
   * Lets work begin, that which waits already and all later.
   *
   * @param isShort whether work on a small body is so short that an I/O thread may do it
   */
  void open(Executor executor, boolean isShort) {
    quick = isShort;
    queue.open(executor);
  }

  /** Answers with that problem whatever waits already, and whatever comes. */
  void fail(Executor executor, Problem problem) {
    failure = problem;
    queue.open(executor);
  }

  /** What the headers alone rule out; null when they rule out nothing. */
  @Nullable Problem refusal(Request request, Response response) {
    if (!HttpMethod.POST.is(request.getMethod())) {
      response.getHeaders().put(HttpHeader.ALLOW, "POST");
      return Problem.of(
          HttpStatus.METHOD_NOT_ALLOWED_405, request.getMethod() + " is not allowed; use POST.");
    }
    String coding = request.getHeaders().get(HttpHeader.CONTENT_ENCODING);
    if (coding != null && !coding.equalsIgnoreCase("identity")) {
      return Problem.of(
          HttpStatus.UNSUPPORTED_MEDIA_TYPE_415,
          "Content-Encoding is " + coding + "; send the body as it is.");
    }
    String transfer = request.getHeaders().get(HttpHeader.TRANSFER_ENCODING);
    if (transfer != null && !transfer.strip().equalsIgnoreCase("chunked")) {
      return Problem.of(
          HttpStatus.NOT_IMPLEMENTED_501,
          "Transfer-Encoding is " + transfer + "; only chunked is supported.");
    }
    Problem failed = failure;
    if (failed != null) {
      return failed;
    }
    return queue.isFull() ? overloaded() : null;
  }

  private static Problem overloaded() {
    return Problem.of(
        HttpStatus.SERVICE_UNAVAILABLE_503, "The request queue is full; retry later.");
  }

  /** Without parameters and in lower case; null when there is none. */
  static @Nullable String mediaType(Request request) {
    String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
    if (type == null) {
      return null;
    }
    int parameters = type.indexOf(';');
    String bare = parameters < 0 ? type : type.substring(0, parameters);
    return bare.strip().toLowerCase(Locale.ROOT);
  }

  /** Why a body is not taken, whose media type is another. */
  static Problem unsupported(@Nullable String type, String wanted) {
    return Problem.of(
        HttpStatus.UNSUPPORTED_MEDIA_TYPE_415,
        (type == null ? "Content-Type is missing" : "Content-Type is " + type)
            + "; send "
            + wanted
            + ".");
  }

  /** Reads the body, does the work when a worker is free, and answers. */
  void take(Request request, Exchange exchange, Response response, Callback callback, Work work) {
    MemoryBudget.Loan loan = budget.loan();
    exchange.holds(loan);
    new BodyReader(
            request,
            (int) Math.min(options.maxBodyBytes(), budget.total()),
            options.bodyTimeout(),
            loan,
            new BodyReader.Receiver() {
              @Override
              public void body(Body body) {
                Runnable task = () -> work(exchange, response, callback, body, loan, work);
                if (!queue.offer(task, quick && body.length() <= SMALL_BODY)) {
                  body.release();
                  exchange.answer(response, callback, overloaded());
                }
              }

              @Override
              public void problem(Problem problem) {
                exchange.refuseAndClose(response, callback, problem);
              }
            })
        .start();
  }

  private void work(
      Exchange exchange,
      Response response,
      Callback callback,
      Body body,
      MemoryBudget.Loan loan,
      Work work) {
    exchange.received(body.length());
    Problem failed = failure;
    if (failed != null) {
      body.release();
      exchange.answer(response, callback, failed);
      return;
    }
    Answer answer;
    try {
      answer = work.answer(exchange, body, loan);
    } catch (ProblemException e) {
      body.release();
      exchange.answer(response, callback, e.problem());
      return;
    } catch (RuntimeException e) {
      body.release();
      exchange.answer(response, callback, problem(e));
      return;
    }
    body.release();
    Problem refusal = loan.holdOnly(answer.content().array().length);
    if (refusal == null) {
      exchange.answer(response, callback, answer);
    } else {
      exchange.answer(response, callback, refusal);
    }
  }

  private static Problem problem(RuntimeException failure) {
    if (failure instanceof UncheckedProblemException carrier) {
      return carrier.problem();
    }
    if (failure instanceof InvalidInputException) {
      return Problem.of(HttpStatus.UNPROCESSABLE_ENTITY_422, String.valueOf(failure.getMessage()));
    }
    LOGGER.log(Level.SEVERE, "A prediction failed.", failure);
    return Problem.of(HttpStatus.INTERNAL_SERVER_ERROR_500, "The prediction failed.");
  }
}

package io.edge4j.runtime.http;

import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/**
 * Makes a problem document of what Jetty itself refuses: a request that its parser rejects, headers
 * beyond the limit, a handler that threw.
 */
final class ProblemHandler extends ErrorHandler {
  private final RequestLog log;

  ProblemHandler(RequestLog log) {
    this.log = log;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    int status =
        response.getStatus() < HttpStatus.BAD_REQUEST_400
            ? HttpStatus.INTERNAL_SERVER_ERROR_500
            : response.getStatus();
    Object message = request.getAttribute(ERROR_MESSAGE);
    String detail =
        status >= HttpStatus.INTERNAL_SERVER_ERROR_500 || message == null
            ? HttpStatus.getMessage(status) + "."
            : message.toString();
    Exchange.of(request, log).answer(response, callback, Problem.of(status, detail));
    return true;
  }
}

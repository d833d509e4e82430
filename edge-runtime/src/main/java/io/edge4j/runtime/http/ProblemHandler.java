package io.edge4j.runtime.http;

import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Makes a problem document of what Jetty itself refuses: a request that its parser rejects, headers
 * beyond the limit, a handler that threw.
 */
final class ProblemHandler extends ErrorHandler {
  private final Exchanges exchanges;

  ProblemHandler(Exchanges exchanges) {
    this.exchanges = exchanges;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    HttpException fault = fault(request);
    if (fault != null) {
      // The parser has stopped: nothing more is read from this connection.
      response.getHeaders().put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE);
    }
    exchanges.beginUnread(request).answer(response, callback, problem(request, response, fault));
    return true;
  }

  private static Problem problem(
      Request request, Response response, @Nullable HttpException fault) {
    if (fault != null) {
      String title = HttpStatus.getMessage(fault.getCode());
      String reason = fault.getReason();
      return Problem.of(
          fault.getCode(),
          reason != null && !reason.equals(title)
              ? reason
              : fault.getCode() == HttpStatus.BAD_REQUEST_400
                  ? "The request line or the headers are malformed."
                  : title + ".");
    }
    int status =
        response.getStatus() < HttpStatus.BAD_REQUEST_400
            ? HttpStatus.INTERNAL_SERVER_ERROR_500
            : response.getStatus();
    Object message = request.getAttribute(ERROR_MESSAGE);
    return Problem.of(
        status,
        status >= HttpStatus.INTERNAL_SERVER_ERROR_500 || message == null
            ? HttpStatus.getMessage(status) + "."
            : message.toString());
  }

  private static @Nullable HttpException fault(Request request) {
    return request.getConnectionMetaData().getConnection() instanceof EdgeConnection connection
        ? connection.fault()
        : null;
  }
}

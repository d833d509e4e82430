package io.edge4j.runtime.http;

import java.time.Duration;
import org.eclipse.jetty.server.Request;

/**
 * Begins {@link Exchange}s.
 *
 * @param log takes a line per request
 * @param answerTimeout how long a client may take to read its answer
 */
record Exchanges(RequestLog log, Duration answerTimeout) {

  /** For a request that has come to a handler. */
  Exchange begin(Request request) {
    return new Exchange(
        this,
        request,
        request.getMethod(),
        request.getHttpURI().getPath(),
        request.getHeaders().get(Exchange.REQUEST_ID));
  }

  /** For a request that its parser refused, as far as it was read. */
  Exchange beginUnread(Request request) {
    return request.getConnectionMetaData().getConnection() instanceof EdgeConnection connection
        ? new Exchange(
            this, request, connection.method(), connection.path(), connection.requestId())
        : begin(request);
  }
}

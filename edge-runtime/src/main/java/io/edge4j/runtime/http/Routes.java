package io.edge4j.runtime.http;

import java.util.List;
import java.util.Map;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Exact paths to their handlers; 404 for any other. */
final class Routes extends Handler.AbstractContainer {
  private final Map<String, Handler> handlers;
  private final Exchanges exchanges;

  Routes(Map<String, Handler> handlers, Exchanges exchanges) {
    this.handlers = Map.copyOf(handlers);
    this.exchanges = exchanges;
    this.handlers.values().forEach(this::installBean);
    // Then the handlers' own word counts: they never block, so selector threads may run them.
    setDynamic(false);
  }

  @Override
  public List<Handler> getHandlers() {
    return List.copyOf(handlers.values());
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    String path = request.getHttpURI().getCanonicalPath();
    Handler handler = path == null ? null : handlers.get(path);
    if (handler != null) {
      return handler.handle(request, response, callback);
    }
    exchanges
        .begin(request)
        .refuse(
            response,
            callback,
            Problem.of(
                HttpStatus.NOT_FOUND_404, "Not found. Available: POST /predict, GET /healthz."));
    return true;
  }
}

package io.edge4j.runtime.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Paths to their handlers; 404 for any other. */
final class Routes extends Handler.AbstractContainer {
  private final Map<String, Handler> handlers;
  private final Handler inference;
  private final Exchanges exchanges;

  /**
   * @param handlers of exact paths
   * @param inference of all that begins with {@link InferenceHandler#PREFIX}
   */
  Routes(Map<String, Handler> handlers, Handler inference, Exchanges exchanges) {
    this.handlers = Map.copyOf(handlers);
    this.inference = inference;
    this.exchanges = exchanges;
    getHandlers().forEach(this::installBean);
    // Then the handlers' own word counts: they never block, so selector threads may run them.
    setDynamic(false);
  }

  @Override
  public List<Handler> getHandlers() {
    List<Handler> all = new ArrayList<>(handlers.values());
    all.add(inference);
    return List.copyOf(all);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    String path = request.getHttpURI().getCanonicalPath();
    Handler handler = path == null ? null : handlers.get(path);
    if (handler != null) {
      return handler.handle(request, response, callback);
    }
    if (path != null && isBelow(path)) {
      return inference.handle(request, response, callback);
    }
    exchanges
        .begin(request)
        .refuse(
            response,
            callback,
            Problem.of(
                HttpStatus.NOT_FOUND_404,
                "Not found. Available: POST /predict, GET /healthz, /v2," + " /openapi.json."));
    return true;
  }

  private static boolean isBelow(String path) {
    return path.startsWith(InferenceHandler.PREFIX)
        && (path.length() == InferenceHandler.PREFIX.length()
            || path.charAt(InferenceHandler.PREFIX.length()) == '/');
  }
}

package io.edge4j.runtime.http;

import io.edge4j.runtime.ModelInfo;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Answers {@code /healthz}: 200 when predictions will be answered, else 503. */
final class HealthHandler extends Handler.Abstract.NonBlocking {
  private final Supplier<ServerState> state;
  private final Supplier<Optional<ModelInfo>> model;
  private final Supplier<Optional<String>> failure;
  private final Exchanges exchanges;

  /**
   * @param failure why nothing is predicted, once that is known
   */
  HealthHandler(
      Supplier<ServerState> state,
      Supplier<Optional<ModelInfo>> model,
      Supplier<Optional<String>> failure,
      Exchanges exchanges) {
    this.state = state;
    this.model = model;
    this.failure = failure;
    this.exchanges = exchanges;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Exchange exchange = exchanges.begin(request);
    if (!HttpMethod.GET.is(request.getMethod()) && !HttpMethod.HEAD.is(request.getMethod())) {
      response.getHeaders().put(HttpHeader.ALLOW, "GET, HEAD");
      exchange.refuse(
          response,
          callback,
          Problem.of(
              HttpStatus.METHOD_NOT_ALLOWED_405,
              request.getMethod() + " is not allowed; use GET."));
      return true;
    }
    ServerState now = state.get();
    JsonWriter json = new JsonWriter(128);
    json.ascii("{\"status\":\"").ascii(now.name()).ascii('"');
    model
        .get()
        .ifPresent(
            served ->
                json.ascii(",\"model\":")
                    .string(served.name())
                    .ascii(",\"version\":")
                    .string(served.version()));
    failure.get().ifPresent(reason -> json.ascii(",\"reason\":").string(reason));
    json.ascii('}');
    if (now == ServerState.UP) {
      exchange.answer(response, callback, HttpStatus.OK_200, json);
    } else {
      // What a probe asks while a server starts or ends is answered as it should be.
      exchange.expected("The server is " + now.name() + ".");
      exchange.answer(response, callback, HttpStatus.SERVICE_UNAVAILABLE_503, json);
    }
    return true;
  }
}

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
  private final RequestLog log;

  HealthHandler(Supplier<ServerState> state, Supplier<Optional<ModelInfo>> model, RequestLog log) {
    this.state = state;
    this.model = model;
    this.log = log;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Exchange exchange = Exchange.of(request, log);
    if (!HttpMethod.GET.is(request.getMethod()) && !HttpMethod.HEAD.is(request.getMethod())) {
      response.getHeaders().put(HttpHeader.ALLOW, "GET, HEAD");
      exchange.refuse(
          response,
          callback,
          Problem.of(
              HttpStatus.METHOD_NOT_ALLOWED_405,
              request.getMethod() + " is not possible here; health is asked for by GET."));
      return true;
    }
    ServerState now = state.get();
    byte[] body =
        JsonFormat.bytes(
            json -> {
              json.writeStartObject();
              json.writeStringField("status", now.name());
              if (model.get().isPresent()) {
                json.writeStringField("model", model.get().get().name());
                json.writeStringField("version", model.get().get().version());
              }
              json.writeEndObject();
            });
    exchange.answer(
        response,
        callback,
        now == ServerState.UP ? HttpStatus.OK_200 : HttpStatus.SERVICE_UNAVAILABLE_503,
        "application/json",
        body);
    return true;
  }
}

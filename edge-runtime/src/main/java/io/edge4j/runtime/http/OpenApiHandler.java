package io.edge4j.runtime.http;

import io.edge4j.runtime.EdgeModel;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Answers {@code /openapi.json}, written once when it is first asked for. */
final class OpenApiHandler extends Handler.Abstract.NonBlocking {
  private final Exchanges exchanges;
  private volatile @Nullable OpenApiDocument document;
  private volatile byte @Nullable [] written;

  OpenApiHandler(Exchanges exchanges) {
    this.exchanges = exchanges;
  }

  /** Gets to know the model. */
  void ready(EdgeModel model) {
    document = new OpenApiDocument(model.info(), PredictHandler.describes(model));
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Exchange exchange = exchanges.begin(request);
    String method = request.getMethod();
    if (!HttpMethod.GET.is(method) && !HttpMethod.HEAD.is(method)) {
      response.getHeaders().put(HttpHeader.ALLOW, "GET, HEAD");
      exchange.refuse(
          response,
          callback,
          Problem.of(HttpStatus.METHOD_NOT_ALLOWED_405, method + " is not allowed; use GET."));
      return true;
    }
    OpenApiDocument known = document;
    if (known == null) {
      exchange.answer(
          response,
          callback,
          Problem.of(HttpStatus.SERVICE_UNAVAILABLE_503, "The server is STARTING."));
    } else {
      byte[] json = json(known);
      exchange.answer(response, callback, HttpStatus.OK_200, Exchange.JSON, json, json.length);
    }
    return true;
  }

  private byte[] json(OpenApiDocument known) {
    byte[] json = written;
    if (json == null) {
      // Whoever comes second writes the same.
      json = known.json();
      written = json;
    }
    return json;
  }
}

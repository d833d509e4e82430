package io.edge4j.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.edge4j.runtime.EdgeModel;
import io.edge4j.runtime.SeedCnn;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import org.eclipse.jetty.http.pathmap.PathSpec;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.PathMappingsHandler;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@link PredictHandler} in a Jetty that somebody else set up. */
class EmbeddedHandlerTest {
  private final HttpClient client = HttpClient.newHttpClient();
  private final Server server = new Server();
  private final ServerConnector connector = new ServerConnector(server);
  private EdgeModel model;

  @BeforeEach
  void start() throws Exception {
    model = SeedCnn.open();
    PathMappingsHandler routes = new PathMappingsHandler();
    routes.addMapping(PathSpec.from("/ml/garments"), PredictHandler.of(model));
    routes.addMapping(
        PathSpec.from("/*"),
        new Handler.Abstract() {
          @Override
          public boolean handle(Request request, Response response, Callback callback) {
            response.write(true, null, callback);
            return true;
          }
        });
    server.addConnector(connector);
    server.setHandler(routes);
    server.start();
  }

  @AfterEach
  void stop() throws Exception {
    server.stop();
    model.close();
  }

  private HttpResponse<String> post(String body) throws Exception {
    URI uri = URI.create("http://localhost:" + connector.getLocalPort() + "/ml/garments");
    return client.send(
        HttpRequest.newBuilder(uri)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  @Test
  void answersBesideTheOthersHandlers() throws Exception {
    HttpResponse<String> response =
        post("{\"inputs\": " + Arrays.toString(SeedCnn.images()[0]) + "}");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).contains("\"label\":\"Ankle boot\"");
    assertThat(response.headers().firstValue("X-Request-ID")).isPresent();
    URI other = URI.create("http://localhost:" + connector.getLocalPort() + "/elsewhere");
    assertThat(
            client
                .send(HttpRequest.newBuilder(other).build(), BodyHandlers.ofString())
                .statusCode())
        .isEqualTo(200);
  }

  @Test
  void itsErrorsAreProblemsThereToo() throws Exception {
    HttpResponse<String> response = post("{\"inputs\": [1, 2]}");
    assertThat(response.statusCode()).isEqualTo(422);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
  }
}

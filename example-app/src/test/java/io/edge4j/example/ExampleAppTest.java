package io.edge4j.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.edge4j.runtime.http.EdgeServer;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.StringJoiner;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The model of this build, served as it ships, on images of the test split. */
class ExampleAppTest {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static EdgeServer server;

  @BeforeAll
  static void serve() throws IOException {
    server =
        EdgeServer.builder()
            .modelResource(ExampleApp.MODEL)
            .fromEnvironment(Map.of("EDGE_HOST", "127.0.0.1", "EDGE_PORT", "0"))
            .build()
            .start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({"trouser.png, Trouser", "bag.png, Bag", "ankle-boot.png, Ankle boot"})
  void aTestImageGetsItsClass(String image, String label) throws IOException, InterruptedException {
    HttpResponse<String> answer = post("{\"inputs\": " + pixels(image) + "}");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .contains("\"label\":\"" + label + "\"")
        .contains("\"model\":\"garments\"");
    assertThat(answer.headers().firstValue("X-Request-ID")).isPresent();
    assertThat(answer.headers().firstValue("X-Latency-Ms")).isPresent();
  }

  @Test
  void aRequestOfTheWrongShapeIsToldWhatIsExpected() throws IOException, InterruptedException {
    HttpResponse<String> answer = post("{\"inputs\": [0.5, 0.5]}");

    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/problem+json");
    assertThat(answer.body()).contains("784");
  }

  private static HttpResponse<String> post(String json) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/predict"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json))
            .build();
    return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
  }

  /** 28 rows of 28 grey values, scaled from 0..255 to 0..1 as the model's metadata say. */
  private static String pixels(String name) throws IOException {
    BufferedImage image = ImageIO.read(ExampleAppTest.class.getResource("/garments/" + name));
    Raster grey = image.getRaster();
    StringJoiner numbers = new StringJoiner(",", "[", "]");
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        numbers.add(Float.toString(grey.getSample(x, y, 0) / 255f));
      }
    }
    return numbers.toString();
  }
}

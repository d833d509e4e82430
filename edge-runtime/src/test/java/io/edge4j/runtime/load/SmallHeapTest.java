package io.edge4j.runtime.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.edge4j.runtime.SeedCnn;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ordinary clients of a server with the recommended flags. */
class SmallHeapTest {
  private static final int CLIENTS = 400;

  @TempDir Path directory;

  @Test
  void clientsThatKeepTheirConnectionsDoNotFillTheHeap() throws Exception {
    Path model = directory.resolve("seed.onnx");
    try (InputStream in =
        SmallHeapTest.class.getClassLoader().getResourceAsStream(SeedCnn.RESOURCE)) {
      Files.copy(in, model);
    }
    byte[] request = request();
    List<LoadClient> clients = new ArrayList<>();
    try (ServerProcess server = ServerProcess.start(model, request, Map.of())) {
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(new LoadClient(server.port()));
      }
      for (int round = 0; round < 3; round++) {
        for (LoadClient client : clients) {
          assertThat(client.ask(request).status()).isEqualTo(200);
        }
      }
    } finally {
      for (LoadClient client : clients) {
        client.close();
      }
    }
  }

  private static byte[] request() throws IOException {
    String body = "{\"inputs\":" + Arrays.toString(SeedCnn.images()[0]) + "}";
    return ("POST /predict HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body)
        .getBytes(StandardCharsets.US_ASCII);
  }
}

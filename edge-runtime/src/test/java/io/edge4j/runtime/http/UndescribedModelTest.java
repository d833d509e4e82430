package io.edge4j.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.TensorProto;
import io.edge4j.runtime.EdgeModel;
import io.edge4j.runtime.EdgeOptions;
import io.edge4j.runtime.TinyModels;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What {@code /predict} says of models that take or give more than it can tell. */
class UndescribedModelTest {
  private static final byte[] OPEN =
      TinyModels.identity(TensorProto.DataType.FLOAT, List.of(-1L), Map.of());

  private static String predict(byte[] model, String body) throws IOException {
    try (EdgeServer server =
            EdgeServer.builder()
                .modelSource(() -> EdgeModel.openBytes("tiny", model, EdgeOptions.defaults()))
                .requestLog(RequestLog.NONE)
                .fromEnvironment(Map.of("EDGE_HOST", "127.0.0.1", "EDGE_PORT", "0"))
                .build()
                .start();
        RawConnection client = new RawConnection(server.port())) {
      return client
          .send(
              "POST /predict HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                  + "Content-Length: "
                  + body.length()
                  + "\r\n\r\n"
                  + body)
          .readResponse();
    }
  }

  @Test
  void aModelOfOpenShapesStartsAndIsNotDescribed() throws IOException {
    assertThat(predict(OPEN, "{\"inputs\":[1]}"))
        .startsWith("HTTP/1.1 422 ")
        .contains("whose size for one sample is open");
  }

  @Test
  void severalOutputsAreNotDroppedInSilence() throws IOException {
    assertThat(predict(TinyModels.twice(), "{\"inputs\":[1]}"))
        .startsWith("HTTP/1.1 422 ")
        .contains(
            "Model tiny has 2 outputs, and one would be told. Use POST /v2/models/tiny/infer.");
  }

  @Test
  void aFixedBatchIsNotOneSample() throws IOException {
    assertThat(predict(TinyModels.identityOfBatch(8, 4), "{\"inputs\":[1]}"))
        .startsWith("HTTP/1.1 422 ")
        .contains("Model tiny takes batches of exactly 8 samples.");
  }

  @Test
  void anEmbeddedHandlerIsRefused() throws IOException {
    try (EdgeModel model = EdgeModel.openBytes("tiny", OPEN, EdgeOptions.defaults())) {
      assertThatThrownBy(() -> PredictHandler.of(model))
          .isInstanceOf(UnsupportedOperationException.class);
    }
  }

  @Test
  void anOutputThatIsNotFiniteIsAProblem() throws IOException {
    byte[] model = TinyModels.reciprocal(3);
    assertThat(predict(model, "{\"inputs\":[1,0,2]}"))
        .startsWith("HTTP/1.1 422 ")
        .contains("The model's output for this sample is not finite: Infinity at index 1.")
        .doesNotContain("NaN");
    assertThat(predict(model, "{\"inputs\":[1,2,4]}")).contains("\"values\":[1.0,0.5,0.25]");
  }
}

package io.edge4j.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.onnx.proto.OnnxMl.TensorProto;
import io.edge4j.runtime.EdgeModel;
import io.edge4j.runtime.EdgeOptions;
import io.edge4j.runtime.SeedCnn;
import io.edge4j.runtime.TinyModels;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** The Open Inference Protocol, version 2. */
class InferenceTest {
  private static final Path SPECIFICATION =
      Path.of("../../shared/specs/open-inference-protocol/open_inference_rest.yaml");

  private final HttpClient client = HttpClient.newHttpClient();
  private EdgeServer server;

  private void serve(EdgeServer.ModelSource source) throws IOException {
    server =
        EdgeServer.builder()
            .modelSource(source)
            .requestLog(RequestLog.NONE)
            .fromEnvironment(
                Map.of(
                    "EDGE_HOST", "127.0.0.1",
                    "EDGE_PORT", "0",
                    "EDGE_DRAIN_TIMEOUT_MS", "0",
                    "EDGE_MAX_BODY_BYTES", "100000"))
            .build()
            .start();
  }

  private void serve(byte[] model) throws IOException {
    serve(() -> EdgeModel.openBytes("tiny", model, EdgeOptions.defaults()));
  }

  private void serveIdentity(TensorProto.DataType type) throws IOException {
    serve(TinyModels.identity(type, List.of(2L), Map.of("edge.version", "1.0")));
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(request(path).GET().build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> infer(String body) throws Exception {
    return client.send(
        request("/v2/models/tiny/infer")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private HttpResponse<byte[]> inferBinary(String json, byte[] data) throws Exception {
    byte[] utf8 = json.getBytes(StandardCharsets.UTF_8);
    ByteBuffer body = ByteBuffer.allocate(utf8.length + data.length).put(utf8).put(data);
    return client.send(
        request("/v2/models/tiny/infer")
            .header("Content-Type", "application/octet-stream")
            .header("Inference-Header-Content-Length", Integer.toString(utf8.length))
            .POST(BodyPublishers.ofByteArray(body.array()))
            .build(),
        BodyHandlers.ofByteArray());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          FLOAT   | FP32  | `[1.5,-2.0,3.25,0.1]`
          DOUBLE  | FP64  | `[1.5,-2.0,3.25,1.0E-300]`
          FLOAT16 | FP16  | `[1.5,-2.0,3.25,65504.0]`
          INT64   | INT64 | `[1,-2,9223372036854775807,-9223372036854775808]`
          INT32   | INT32 | `[1,-2,2147483647,-2147483648]`
          INT16   | INT16 | `[1,-2,32767,-32768]`
          INT8    | INT8  | `[1,-2,127,-128]`
          UINT8   | UINT8 | `[1,2,127,255]`
          BOOL    | BOOL  | `[true,false,false,true]`
          STRING  | BYTES | `["a","","\\u00e4 \\ud83d\\ude00","\\"\\n"]`
          """)
  void valuesOfEveryTypeGoInAndOut(TensorProto.DataType type, String datatype, String values)
      throws Exception {
    serveIdentity(type);
    HttpResponse<String> response =
        infer(
            "{\"inputs\":[{\"name\":\"x\",\"datatype\":\""
                + datatype
                + "\",\"shape\":[2,2],\"data\":"
                + values
                + "}]}");
    Object sent = JsonSchema.parse(values);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(JsonSchema.parse(response.body()))
        .isEqualTo(
            Map.of(
                "model_name",
                "tiny",
                "model_version",
                "1.0",
                "outputs",
                List.of(
                    Map.of(
                        "name", "y", "datatype", datatype, "shape", List.of(2, 2), "data", sent))));
  }

  @ParameterizedTest
  @EnumSource(
      value = Datatype.class,
      names = {"FP32", "FP64", "FP16", "INT64", "INT32", "INT16", "INT8", "UINT8", "BOOL"})
  void binaryDataOfEveryTypeGoesInAndOut(Datatype datatype) throws Exception {
    serveIdentity(TensorProto.DataType.valueOf(datatype.elementType().name()));
    byte[] data = new byte[4 * datatype.size()];
    for (int i = 0; i < data.length; i += datatype.size()) {
      // A small number in every type, and a truth value.
      data[i] = 1;
    }
    HttpResponse<byte[]> response =
        inferBinary(
            "{\"id\":\"7\",\"parameters\":{\"binary_data_output\":true},\"inputs\":[{\"name\":\"x\","
                + "\"datatype\":\""
                + datatype
                + "\",\"shape\":[2,2],\"parameters\":{\"binary_data_size\":"
                + data.length
                + "}}]}",
            data);
    String text = new String(response.body(), StandardCharsets.ISO_8859_1);
    assertThat(response.statusCode()).as(text).isEqualTo(200);
    int jsonLength =
        Integer.parseInt(
            response.headers().firstValue("Inference-Header-Content-Length").orElseThrow());
    assertThat(text.substring(0, jsonLength))
        .isEqualTo(
            "{\"model_name\":\"tiny\",\"model_version\":\"1.0\",\"id\":\"7\",\"outputs\":"
                + "[{\"name\":\"y\",\"datatype\":\""
                + datatype
                + "\",\"shape\":[2,2],\"parameters\":{\"binary_data_size\":"
                + data.length
                + "}}]}");
    assertThat(Arrays.copyOfRange(response.body(), jsonLength, response.body().length))
        .isEqualTo(data);
  }

  @Test
  void stringsGoInAndOutAsBinaryDataWithTheirLengths() throws Exception {
    serveIdentity(TensorProto.DataType.STRING);
    byte[] text = "\u00e4b".getBytes(StandardCharsets.UTF_8);
    byte[] data = new byte[11];
    ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN).putInt(text.length).put(text).putInt(0);
    HttpResponse<byte[]> response =
        inferBinary(
            "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,2],\"datatype\":\"BYTES\","
                + "\"parameters\":{\"binary_data_size\":11}}],"
                + "\"outputs\":[{\"name\":\"y\",\"parameters\":{\"binary_data\":true}}]}",
            data);
    assertThat(response.statusCode()).isEqualTo(200);
    byte[] body = response.body();
    assertThat(Arrays.copyOfRange(body, body.length - 11, body.length)).isEqualTo(data);
  }

  @Test
  void onlyTheOutputsThatAreAskedForAreAnsweredInTheirOrder() throws Exception {
    serve(TinyModels.sumAndDifference());
    String inputs =
        "\"inputs\":[{\"name\":\"b\",\"datatype\":\"FP32\",\"shape\":[2],\"data\":[1,2]},"
            + "{\"name\":\"a\",\"datatype\":\"FP32\",\"shape\":[2],\"data\":[5,7]}]";
    assertThat(infer("{" + inputs + "}").body())
        .contains(
            "\"outputs\":[{\"name\":\"sum\",\"datatype\":\"FP32\",\"shape\":[2],\"data\":[6.0,9.0]},"
                + "{\"name\":\"difference\",\"datatype\":\"FP32\",\"shape\":[2],\"data\":[4.0,5.0]}]");
    assertThat(infer("{\"outputs\":[{\"name\":\"difference\"}]," + inputs + "}").body())
        .contains("difference")
        .doesNotContain("sum");
    String both =
        infer(
                "{\"outputs\":[{\"name\":\"difference\"},{\"name\":\"sum\",\"parameters\":{\"a\":1}}],"
                    + inputs
                    + "}")
            .body();
    assertThat(both.indexOf("difference")).isLessThan(both.indexOf("sum"));
  }

  @Test
  void fieldsComeInAnyOrderAndUnknownOnesAreTolerated() throws Exception {
    serveIdentity(TensorProto.DataType.INT64);
    assertThat(
            infer(
                    """
                    { "priority" : [ {"deep": [1, "}", null]} ],
                      "inputs" : [ { "data" : [ [ 1 , 2 ], [3,4] ], "parameters":{"x":{"y":[true]}},
                        "shape" : [ 2, 2 ], "name":"x", "datatype" : "INT64" } ],
                      "parameters": {"sequence_id": 42, "binary_data_output": false},
                      "id" : "order \\u0031 \\u00e4" }
                    """)
                .body())
        .contains("\"id\":\"order 1 \u00e4\"")
        .contains("\"data\":[1,2,3,4]");
  }

  @Test
  void numbersComeInAnyWayThatJsonHas() throws Exception {
    serve(TinyModels.identity(TensorProto.DataType.FLOAT, List.of(6L), Map.of()));
    assertThat(
            infer(
                    "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1,6],"
                        + "\"data\":[1e0001, -2E+00000000002,3e-99999, 0e99999,0.4E00,-5.0e-01]}]}")
                .body())
        .contains("\"data\":[10.0,-200.0,0.0,0.0,0.4,-0.5]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          2,0,3 | `[]`
          2,0,3 | `[[],[]]`
          2,3,0 | `[[[],[],[]],[[],[],[]]]`
          0,2,3 | `[]`
          """)
  void anAxisMayHaveNoElements(String shape, String data) throws Exception {
    serve(TinyModels.identity(TensorProto.DataType.FLOAT, List.of(-1L, -1L), Map.of()));
    assertThat(
            infer(
                    "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":["
                        + shape
                        + "],\"data\":"
                        + data
                        + "}]}")
                .body())
        .contains("\"shape\":[" + shape + "],\"data\":[]");
  }

  @Test
  void theAnswerIsThatOfPredict() throws Exception {
    serve(SeedCnn::open);
    float[] image = SeedCnn.images()[0];
    float[] logits = SeedCnn.logits()[0];
    String input =
        "{\"inputs\":[{\"name\":\""
            + inputName()
            + "\",\"shape\":[1,1,28,28],\"datatype\":\"FP32\",\"data\":"
            + Arrays.toString(image)
            + "}]}";
    HttpResponse<String> response =
        client.send(
            request("/v2/models/int8-python/infer")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(input))
                .build(),
            BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    Map<?, ?> answer = (Map<?, ?>) JsonSchema.parse(response.body());
    Map<?, ?> output = (Map<?, ?>) ((List<?>) answer.get("outputs")).get(0);
    assertThat(output.get("shape")).isEqualTo(List.of(1, 10));
    List<?> data = (List<?>) output.get("data");
    for (int i = 0; i < logits.length; i++) {
      assertThat(((Number) data.get(i)).floatValue())
          .isCloseTo(logits[i], org.assertj.core.api.Assertions.within(1e-4f));
    }
  }

  private String inputName() {
    return server.model().inputs().get(0).name();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          400 | `{"inputs":[`                                                          | no valid JSON
          400 | ``                                                                     | The body is empty.
          422 | `[]`                                                                   | expected an object
          422 | `{}`                                                                   | /inputs: the field is missing
          422 | `{"inputs":{}}`                                                        | /inputs: expected an array
          422 | `{"inputs":[{"shape":[1],"datatype":"INT64","data":[1]}]}`             | /inputs/0/name: the field is missing
          422 | `{"inputs":[{"name":"x","shape":[1,2],"data":[1,2]}]}`                 | /inputs/0/datatype: the field is missing
          422 | `{"inputs":[{"name":"x","shape":[1,2],"datatype":"INT64"}]}`           | /inputs/0/data: the field is missing
          422 | `{"inputs":[{"name":"x","shape":[1,2],"datatype":"INT7","data":[1,2]}]}` | found INT7
          422 | `{"inputs":[{"name":"x","shape":[1,-2],"datatype":"INT64","data":[1,2]}]}` | /inputs/0/shape/1: expected a size of at least 0, found -2
          422 | `{"inputs":[{"name":"x","shape":[1,1.5],"datatype":"INT64","data":[1,2]}]}` | /inputs/0/shape/1: expected a whole number
          422 | `{"inputs":[{"name":"x","shape":[1,2],"datatype":"INT64","data":[1]}]}`  | /inputs/0/data: expected 2 values, found 1
          422 | `{"inputs":[{"name":"x","shape":[1,2],"datatype":"INT64","data":[1,2,3]}]}` | /inputs/0/data: expected 2 values, found more
          422 | `{"inputs":[{"name":"x","shape":[2,2],"datatype":"INT64","data":[[1],[2,3,4]]}]}` | /inputs/0/data: expected 2 elements along axis 1, found 1
          422 | `{"inputs":[{"name":"x","shape":[1,2],"datatype":"INT64","data":[[[1,2]]]}]}` | nested deeper
          422 | `{"inputs":[{"name":"x","shape":[1,2],"datatype":"INT64","data":[1,2.5]}]}` | /inputs/0/data/1: expected a whole number, found 2.5
          422 | `{"inputs":[{"name":"x","shape":[1,2],"datatype":"INT64","data":[1,"2"]}]}` | /inputs/0/data/1: expected a whole number, found a string
          422 | `{"inputs":[{"name":"x","shape":[1,2],"datatype":"INT64","data":[1,9223372036854775808]}]}` | /inputs/0/data/1: expected a whole number, found 9223372036854775808
          422 | `{"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1,NaN]}]}` | /inputs/0/data/1: expected a finite number, found NaN
          422 | `{"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1,1e39]}]}` | /inputs/0/data/1: expected a finite number, found 1e39
          422 | `{"inputs":[{"name":"x","shape":[1,2],"datatype":"INT8","data":[1,128]}]}` | /inputs/0/data/1: expected a number from -128 to 127, found 128
          422 | `{"inputs":[{"name":"x","shape":[1,2],"datatype":"UINT64","data":[1,2]}]}` | values of type uint64 are not supported
          422 | `{"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1,2]}]}` | Expected input x: int64[n, 2], found float[1, 2].
          422 | `{"inputs":[{"name":"z","shape":[1,2],"datatype":"INT64","data":[1,2]}]}` | Input z is unknown
          422 | `{"inputs":[{"name":"x","shape":[1,3],"datatype":"INT64","data":[1,2,3]}]}` | found int64[1, 3]
          422 | `{"inputs":[{"name":"x","shape":[1,2],"datatype":"INT64","data":[1,2]}],"outputs":[{"name":"q"}]}` | Output q is unknown
          413 | `{"inputs":[{"name":"x","shape":[1000000000,2],"datatype":"INT64","data":[1,2]}]}` | The request needs more than
          """)
  void whatIsWrongIsNamedTwice(int status, String body, String detail) throws Exception {
    serveIdentity(TensorProto.DataType.INT64);
    HttpResponse<String> response = infer(body == null ? "" : body);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    Map<?, ?> problem = (Map<?, ?>) JsonSchema.parse(response.body());
    assertThat((String) problem.get("detail")).contains(detail).isEqualTo(problem.get("error"));
    assertThat(problem.get("status")).isEqualTo(status);
    assertThat(problem.get("requestId")).isNotNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          `"parameters":{"binary_data_size":15}`              | expected 16 bytes for the shape, found 15
          `"parameters":{"binary_data_size":17}`              | expected at most the 16 bytes that are left
          `"parameters":{"binary_data_size":16},"data":[1,2]` | both data and the parameter binary_data_size
          `"data":[1,2]`                                      | 16 bytes follow the binary data of the last input
          """)
  void binaryDataHasTheSizeThatItSays(String rest, String detail) throws Exception {
    serveIdentity(TensorProto.DataType.INT64);
    HttpResponse<byte[]> response =
        inferBinary(
            "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,2],\"datatype\":\"INT64\"," + rest + "}]}",
            new byte[16]);
    assertThat(response.statusCode()).isEqualTo(422);
    assertThat(new String(response.body(), StandardCharsets.UTF_8)).contains(detail);
  }

  @ParameterizedTest
  @CsvSource({"-1", "1000", "x", "''", "+2", "0x2", "2.0"})
  void aWrongLengthOfTheJsonIsRefused(String length) throws Exception {
    serveIdentity(TensorProto.DataType.INT64);
    HttpResponse<String> response =
        client.send(
            request("/v2/models/tiny/infer")
                .header("Content-Type", "application/octet-stream")
                .header("Inference-Header-Content-Length", length)
                .POST(BodyPublishers.ofString("{}"))
                .build(),
            BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("Inference-Header-Content-Length is ");
  }

  @Test
  void whatIsNotFiniteGoesOutAsBinaryDataOnly() throws Exception {
    serve(TinyModels.reciprocal(2));
    String input =
        "\"inputs\":[{\"name\":\"x\",\"shape\":[1,2],\"datatype\":\"FP32\",\"data\":[0,2]}]";
    HttpResponse<String> text = infer("{" + input + "}");
    assertThat(text.statusCode()).isEqualTo(422);
    assertThat(text.body()).contains("Output y is not finite: Infinity at index 0.");
    HttpResponse<byte[]> binary =
        inferBinary("{\"parameters\":{\"binary_data_output\":true}," + input + "}", new byte[0]);
    assertThat(binary.statusCode()).isEqualTo(200);
    ByteBuffer values = ByteBuffer.wrap(binary.body()).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(values.getFloat(values.limit() - 8)).isInfinite();
    assertThat(values.getFloat(values.limit() - 4)).isEqualTo(0.5f);
  }

  @Test
  void theServerAndItsModelDescribeThemselves() throws Exception {
    serveIdentity(TensorProto.DataType.INT64);
    assertThat(get("/v2").body())
        .startsWith("{\"name\":\"edge4j\",\"version\":\"")
        .endsWith("\",\"extensions\":[\"binary_tensor_data\"]}");
    assertThat(get("/v2/").statusCode()).isEqualTo(200);
    String metadata =
        "{\"name\":\"tiny\",\"versions\":[\"1.0\"],\"platform\":\"onnx_onnxv1\","
            + "\"inputs\":[{\"name\":\"x\",\"datatype\":\"INT64\",\"shape\":[-1,2]}],"
            + "\"outputs\":[{\"name\":\"y\",\"datatype\":\"INT64\",\"shape\":[-1,2]}]}";
    assertThat(get("/v2/models/tiny").body()).isEqualTo(metadata);
    assertThat(get("/v2/models/tiny/versions/1.0").body()).isEqualTo(metadata);
    assertThat(get("/v2/health/live").body()).isEqualTo("{\"live\":true}");
    assertThat(get("/v2/health/ready").body()).isEqualTo("{\"ready\":true}");
    assertThat(get("/v2/models/tiny/ready").body()).isEqualTo("{\"name\":\"tiny\",\"ready\":true}");
    assertThat(get("/v2/models/tiny/versions/1.0/ready").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "/v2/models/other, 404",
    "/v2/models/tiny/versions/2, 404",
    "/v2/models/tiny/versions/1.0/other, 404",
    "/v2/models, 404",
    "/v2/health, 404",
    "/v2/other, 404",
    "/v2x, 404",
    "/v2/models/tiny/infer, 405"
  })
  void whatIsNotThereSaysWhatIs(String path, int status) throws Exception {
    serveIdentity(TensorProto.DataType.INT64);
    HttpResponse<String> response = get(path);
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(response.body()).contains(path.equals("/v2x") ? "detail" : "\"error\":");
  }

  @Test
  void aNameWithOddCharactersIsFoundWherePredictSays() throws Exception {
    serve(
        () ->
            EdgeModel.openBytes(
                "my model \u00e4+1.onnx", TinyModels.twice(), EdgeOptions.defaults()));
    HttpResponse<String> predict =
        client.send(
            request("/predict")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"inputs\":[1]}"))
                .build(),
            BodyHandlers.ofString());
    String path = "/v2/models/my%20model%20%C3%A4%2B1";
    assertThat(predict.statusCode()).isEqualTo(422);
    assertThat(predict.body()).contains("Use POST " + path + "/infer.");
    assertThat(get(path).body()).contains("my model \u00e4+1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          team/model  | team%2Fmodel
          50%         | 50%25
          a%2Fb       | a%252Fb
          a;b=c       | a%3Bb%3Dc
          what? #1    | what%3F%20%231
          ..          | ..%2F..
          """)
  void aNameMayHaveWhatPathsAreMadeOf(String name, String path) throws Exception {
    String given = name.equals("..") ? "../.." : name;
    serve(TinyModels.identity(TensorProto.DataType.INT64, List.of(2L), Map.of("edge.name", given)));
    assertThat(InferenceHandler.path(server.model())).isEqualTo("/v2/models/" + path);
    HttpResponse<String> response = get("/v2/models/" + path + "/ready");
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(JsonSchema.parse(response.body())).isEqualTo(Map.of("name", given, "ready", true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/v2/models/../models/tiny", "/v2/models/./tiny", "/%762/%6dodels/t%69ny"})
  void aPathIsUnderstoodAsItsCanonicalForm(String path) throws Exception {
    serveIdentity(TensorProto.DataType.INT64);
    try (RawConnection raw = new RawConnection(server.port())) {
      assertThat(raw.send("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n").readResponse())
          .startsWith("HTTP/1.1 200 ")
          .contains("\"name\":\"tiny\"");
    }
  }

  @Test
  void theLimitOfABodyIsThatOfPredict() throws Exception {
    serveIdentity(TensorProto.DataType.INT64);
    assertThat(infer("x".repeat(100_001)).statusCode()).isEqualTo(413);
  }

  /** The schemas of the specification, for every kind of answer. */
  @Test
  void everyAnswerFitsTheSpecification() throws Exception {
    assumeThat(SPECIFICATION)
        .as("the specification is not part of this project; its place is %s", SPECIFICATION)
        .exists();
    JsonSchema schema;
    try (InputStream in = Files.newInputStream(SPECIFICATION)) {
      Map<String, Object> document = new Yaml().load(in);
      schema = new JsonSchema(document);
    }
    serve(TinyModels.sumAndDifference());
    String inputs =
        "{\"inputs\":[{\"name\":\"a\",\"datatype\":\"FP32\",\"shape\":[1],\"data\":[1]},"
            + "{\"name\":\"b\",\"datatype\":\"FP32\",\"shape\":[1],\"data\":[5]}],\"id\":\"42\"}";
    Map<String, String> answers =
        Map.of(
            "metadata_server_response", get("/v2/").body(),
            "metadata_model_response", get("/v2/models/tiny").body(),
            "metadata_model_error_response", get("/v2/models/other").body(),
            "inference_response", infer(inputs).body(),
            "inference_error_response", infer("{}").body());
    for (Map.Entry<String, String> answer : answers.entrySet()) {
      assertThat(schema.violations(answer.getKey(), JsonSchema.parse(answer.getValue())))
          .as(answer.getKey() + ": " + answer.getValue())
          .isEmpty();
    }
    assertThat(schema.violations("inference_request", JsonSchema.parse(inputs))).isEmpty();
    assertThat(schema.violations("inference_response", Map.of("outputs", "none"))).isNotEmpty();
  }
}

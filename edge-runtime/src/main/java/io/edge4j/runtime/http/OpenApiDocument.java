package io.edge4j.runtime.http;

import io.edge4j.model.DrawnInputs;
import io.edge4j.model.InputContract;
import io.edge4j.model.OutputKind;
import io.edge4j.model.Tensor;
import io.edge4j.runtime.ModelInfo;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Describes what a server answers with its model, as an OpenAPI 3.0 document: the same bytes at
 * each time, with examples that can be sent as they stand.
 */
final class OpenApiDocument {
  private static final Logger LOGGER = Logger.getLogger(OpenApiDocument.class.getName());

  /** Inputs of more values have no example: nobody reads it. */
  private static final int LONGEST_EXAMPLE = 4096;

  private static final long SEED = 1;

  private static final String HEAD =
      """
      {"openapi":"3.0.3",
      "info":{"title":@title@,"version":@version@,
      "description":"An ONNX model served by edge4j: /predict for one sample in and one answer out, /v2 (Open Inference Protocol) for any tensors."},
      "paths":{
      """;

  private static final String PREDICT =
      """
      "/predict":{"post":{"operationId":"predict","summary":"Predicts one sample, or a list of samples",
      "requestBody":{"required":true,"content":{
      "application/json":{"schema":{"$ref":"#/components/schemas/Samples"}@predictExample@},
      "application/octet-stream":{"schema":{"type":"string","format":"binary","description":"Little-endian float32 values, sample after sample"}}}},
      "responses":{"200":{"description":"An answer for each sample","content":{"application/json":{"schema":{"$ref":"#/components/schemas/Predictions"}}}},
      "default":{"$ref":"#/components/responses/Problem"}}}},
      """;

  private static final String REST =
      """
      "/healthz":{"get":{"operationId":"health","summary":"Whether predictions are answered",
      "responses":{"200":{"description":"They are","content":{"application/json":{"schema":{"$ref":"#/components/schemas/Health"}}}},
      "503":{"description":"The server starts or ends","content":{"application/json":{"schema":{"$ref":"#/components/schemas/Health"}}}}}}},
      "/v2":{"get":{"operationId":"serverMetadata","summary":"The server","responses":{"200":{"description":"Name, version, extensions","content":{"application/json":{"schema":{"$ref":"#/components/schemas/ServerMetadata"}}}}}}},
      "/v2/health/live":{"get":{"operationId":"live","summary":"Whether the process answers","responses":{"200":{"description":"It does","content":{"application/json":{"schema":{"type":"object"}}}}}}},
      "/v2/health/ready":{"get":{"operationId":"ready","summary":"Whether predictions are answered","responses":{"200":{"description":"They are","content":{"application/json":{"schema":{"type":"object"}}}},"default":{"$ref":"#/components/responses/Problem"}}}},
      "@model@":{"get":{"operationId":"modelMetadata","summary":"Inputs and outputs of the model","responses":{"200":{"description":"Names, datatypes and shapes; -1 is any size","content":{"application/json":{"schema":{"$ref":"#/components/schemas/ModelMetadata"}}}},"default":{"$ref":"#/components/responses/Problem"}}}},
      "@model@/ready":{"get":{"operationId":"modelReady","summary":"Whether the model answers","responses":{"200":{"description":"It does","content":{"application/json":{"schema":{"type":"object"}}}},"default":{"$ref":"#/components/responses/Problem"}}}},
      "@model@/infer":{"post":{"operationId":"infer","summary":"Runs the model with any tensors, once, as they are",
      "requestBody":{"required":true,"content":{
      "application/json":{"schema":{"$ref":"#/components/schemas/InferRequest"}@inferExample@},
      "application/octet-stream":{"schema":{"type":"string","format":"binary","description":"The JSON object, its length in the header Inference-Header-Content-Length, and behind it binary data of inputs with the parameter binary_data_size"}}}},
      "responses":{"200":{"description":"The outputs","content":{"application/json":{"schema":{"$ref":"#/components/schemas/InferResponse"}}}},
      "default":{"$ref":"#/components/responses/Problem"}}}}},
      "components":{"responses":{"Problem":{"description":"Why there is no answer (RFC 9457)","content":{"application/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"}}}}},
      "schemas":{
      "Samples":{"type":"object","required":["inputs"],"properties":{"inputs":{"type":"array","items":{},"description":@samples@}}},
      "Predictions":{"type":"object","required":["predictions","model","version"],"properties":{"predictions":{"type":"array","items":{"$ref":"#/components/schemas/Prediction"}},"model":{"type":"string"},"version":{"type":"string"}}},
      "Prediction":@prediction@,
      "Health":{"type":"object","required":["status"],"properties":{"status":{"type":"string","enum":["STARTING","UP","DRAINING"]},"model":{"type":"string"},"version":{"type":"string"}}},
      "ServerMetadata":{"type":"object","required":["name","version","extensions"],"properties":{"name":{"type":"string"},"version":{"type":"string"},"extensions":{"type":"array","items":{"type":"string"}}}},
      "ModelMetadata":{"type":"object","required":["name","platform","inputs","outputs"],"properties":{"name":{"type":"string"},"versions":{"type":"array","items":{"type":"string"}},"platform":{"type":"string"},"inputs":{"type":"array","items":{"$ref":"#/components/schemas/TensorMetadata"}},"outputs":{"type":"array","items":{"$ref":"#/components/schemas/TensorMetadata"}}}},
      "TensorMetadata":{"type":"object","required":["name","datatype","shape"],"properties":{"name":{"type":"string"},"datatype":{"type":"string"},"shape":{"type":"array","items":{"type":"integer"}}}},
      "Tensor":{"type":"object","required":["name","datatype","shape"],"properties":{"name":{"type":"string"},"datatype":{"type":"string"},"shape":{"type":"array","items":{"type":"integer"}},"parameters":{"type":"object"},"data":{"type":"array","items":{},"description":"Values, flat or nested by the shape"}}},
      "InferRequest":{"type":"object","required":["inputs"],"properties":{"id":{"type":"string"},"parameters":{"type":"object"},"inputs":{"type":"array","items":{"$ref":"#/components/schemas/Tensor"}},"outputs":{"type":"array","items":{"type":"object","required":["name"],"properties":{"name":{"type":"string"},"parameters":{"type":"object"}}}}}},
      "InferResponse":{"type":"object","required":["model_name","outputs"],"properties":{"model_name":{"type":"string"},"model_version":{"type":"string"},"id":{"type":"string"},"outputs":{"type":"array","items":{"$ref":"#/components/schemas/Tensor"}}}},
      "Problem":{"type":"object","required":["type","title","status","detail","requestId"],"properties":{"type":{"type":"string"},"title":{"type":"string"},"status":{"type":"integer"},"detail":{"type":"string"},"error":{"type":"string","description":"The detail again, where clients of the Open Inference Protocol look for it"},"pointer":{"type":"string","description":"JSON pointer to the wrong value"},"requestId":{"type":"string"}}}}}}
      """;

  private static final String CLASS =
      """
      {"type":"object","required":["label","index","probability","probabilities"],"properties":{"label":{"type":"string"@labels@},"index":{"type":"integer"},"probability":{"type":"number"},"probabilities":{"type":"array","items":{"type":"number"}}}}\
      """;

  private static final String VALUES =
      """
      {"type":"object","required":["values"],"properties":{"values":{"type":"array","items":{"type":"number"}}}}\
      """;

  private final ModelInfo model;
  private final boolean described;

  /**
   * @param described whether {@code /predict} answers for this model
   */
  OpenApiDocument(ModelInfo model, boolean described) {
    this.model = model;
    this.described = described;
  }

  /** The document, as UTF-8. */
  byte[] json() {
    Optional<Map<String, Tensor>> example = example();
    Map<String, String> values = new LinkedHashMap<>();
    values.put("@title@", string(model.name()));
    values.put("@version@", string(model.version().isEmpty() ? "unknown" : model.version()));
    values.put("@model@", InferenceHandler.path(model));
    values.put(
        "@samples@",
        string(
            "One sample of shape "
                + model.sampleShape()
                + ", nested or flat, or a list of such samples"));
    values.put("@prediction@", model.output() == OutputKind.VALUES ? VALUES : CLASS);
    values.put("@labels@", labels());
    boolean sample = described && example.isPresent();
    values.put("@predictExample@", sample ? predictExample(example.get()) : "");
    values.put("@inferExample@", example.isPresent() ? inferExample(example.get()) : "");
    String text = described ? HEAD + PREDICT + REST : HEAD + REST;
    for (Map.Entry<String, String> value : values.entrySet()) {
      text = text.replace(value.getKey(), value.getValue());
    }
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private String labels() {
    if (model.labels().isEmpty()) {
      return "";
    }
    JsonWriter json = new JsonWriter(128).ascii(",\"enum\":");
    String separator = "[";
    for (String label : model.labels()) {
      json.ascii(separator).string(label);
      separator = ",";
    }
    return json.ascii(']').text();
  }

  private static String string(String value) {
    return new JsonWriter(64).string(value).text();
  }

  /** One sample; empty for a model whose sizes nobody has said, and for large inputs. */
  private Optional<Map<String, Tensor>> example() {
    InputContract contract = model.contract();
    Map<String, Long> sizes = new HashMap<>();
    contract.sizes().forEach((dimension, fact) -> sizes.put(dimension, fact.value().get(0)));
    contract.batchDimensions().forEach(dimension -> sizes.put(dimension, 1L));
    if (!sizes.keySet().containsAll(contract.openDimensions())) {
      return Optional.empty();
    }
    for (InputContract.Input input : contract.inputs()) {
      double count = 1;
      for (long axis : contract.shape(input, sizes)) {
        count *= axis;
      }
      if (count > LONGEST_EXAMPLE) {
        return Optional.empty();
      }
    }
    try {
      return Optional.of(new DrawnInputs(contract, sizes, SEED).draw());
    } catch (UnsupportedOperationException e) {
      LOGGER.log(Level.FINE, "No example can be drawn for this model.", e);
      return Optional.empty();
    }
  }

  private static String predictExample(Map<String, Tensor> inputs) {
    JsonWriter json = new JsonWriter(1 << 10).ascii(",\"example\":{\"inputs\":[");
    // Described is a model of one float input.
    FloatBuffer values = (FloatBuffer) inputs.values().iterator().next().buffer();
    for (int i = 0; i < values.limit(); i++) {
      json.ascii(i == 0 ? "" : ",").number(rounded(values.get(i)));
    }
    return json.ascii("]}").text();
  }

  private static float rounded(float value) {
    return Math.round(value * 1000) / 1000f;
  }

  private static String inferExample(Map<String, Tensor> inputs) {
    JsonWriter json = new JsonWriter(1 << 10).ascii(",\"example\":{\"id\":\"1\",\"inputs\":");
    String separator = "[{\"name\":";
    for (Map.Entry<String, Tensor> input : inputs.entrySet()) {
      json.ascii(separator).string(input.getKey());
      InferWriter.describe(json, input.getValue());
      json.ascii(",\"data\":");
      try {
        InferWriter.values(json, input.getKey(), input.getValue());
      } catch (ProblemException e) {
        throw new IllegalStateException("A value was drawn that is not finite.", e);
      }
      json.ascii('}');
      separator = ",{\"name\":";
    }
    return json.ascii("]}").text();
  }
}

package io.edge4j.maven.bom;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.edge4j.maven.onnx.ModelFixture;
import io.edge4j.maven.quantize.QuantizationReport;
import io.edge4j.maven.report.BenchmarkReport;
import io.edge4j.maven.report.Reports;
import io.edge4j.maven.stage.Json;
import io.edge4j.maven.train.TrainingReport;
import io.edge4j.model.ModelFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.cyclonedx.Version;
import org.cyclonedx.parsers.JsonParser;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the bill says, against the schema and against the reports. */
class MlBomTest {
  private static final String DATASET =
      "{'name': 'Fashion-MNIST', 'fingerprint': 'sha256:12', 'trainSamples': 60000,"
          + " 'testSamples': 10000, 'classNames': ['Bag', 'Coat'], 'sampleShape': [1, 28, 28]}";
  private static final QuantizationReport QUANTIZED =
      Json.value(
          Json.parse(
              "{'recipe': 'dynamic', 'chosen': 'dynamic', 'runtimes': 'any',"
                  + " 'sizes': {'fp32Bytes': 829789, 'optimizedBytes': 226897, 'ratio': 3.66},"
                  + " 'accuracy': {'fp32': 0.898, 'optimized': 0.8981, 'agreement': 0.9988}}"),
          QuantizationReport.class);
  private static final TrainingReport TRAINED =
      Json.value(
          Json.parse(
              "{'parameters': 206922, 'block': {'architecture': 'small-cnn', 'inputShape': [1, 28,"
                  + " 28], 'classes': 10}, 'dataset': "
                  + DATASET
                  + "}"),
          TrainingReport.class);

  @TempDir Path folder;
  private BomSubject subject;

  @BeforeEach
  void subject() throws Exception {
    subject =
        new BomSubject(
            "com.example",
            "garments",
            "1.5.0",
            "garments",
            "optimized",
            "edge-maven-plugin 0.1.0",
            model("fp32.onnx", 8),
            model("optimized.onnx", 4));
  }

  @Test
  void theSchemaHoldsForModelsThatWereTrainedAndBroughtAlong() throws Exception {
    for (Optional<TrainingReport> training :
        List.of(Optional.of(TRAINED), Optional.<TrainingReport>empty())) {
      String text = MlBom.text(subject, Reports.seed(), QUANTIZED, training);

      assertThat(
              new JsonParser().validate(text.getBytes(StandardCharsets.UTF_8), Version.VERSION_16))
          .isEmpty();
    }
  }

  @Test
  void theSameReportsGiveTheSameBytes() throws Exception {
    String one = MlBom.text(subject, Reports.seed(), QUANTIZED, Optional.of(TRAINED));
    String other = MlBom.text(subject, Reports.seed(), QUANTIZED, Optional.of(TRAINED));

    assertThat(one).isEqualTo(other).contains("urn:uuid:");
  }

  @Test
  void theModelsAreNamedByTheirDigests() throws Exception {
    JsonObject model = component(Optional.of(TRAINED));

    assertThat(digest(model)).isEqualTo(subject.optimized().digest());
    JsonObject fp32 =
        model.getAsJsonObject("pedigree").getAsJsonArray("ancestors").get(0).getAsJsonObject();
    assertThat(digest(fp32)).isEqualTo(subject.fp32().digest());
  }

  @Test
  void everyNumberIsThatOfTheReport() throws Exception {
    BenchmarkReport report = Reports.seed();
    JsonObject found = Json.tree(report).getAsJsonObject();
    JsonObject variant = found.getAsJsonArray("variants").get(2).getAsJsonObject();
    JsonObject beside = found.getAsJsonArray("comparisons").get(2).getAsJsonObject();
    JsonArray metrics =
        component(Optional.of(TRAINED))
            .getAsJsonObject("modelCard")
            .getAsJsonObject("quantitativeAnalysis")
            .getAsJsonArray("performanceMetrics");

    assertThat(value(metrics, "p50Millis")).isEqualTo(variant.get("p50Millis").getAsString());
    assertThat(value(metrics, "sizeBytes")).isEqualTo("226897");
    assertThat(value(metrics, "accuracy")).isEqualTo("0.8981");
    assertThat(value(metrics, "speedup against fp32")).isEqualTo("1.33");
    JsonObject interval =
        metric(metrics, "speedup against fp32").getAsJsonObject("confidenceInterval");
    assertThat(interval.get("lowerBound").getAsString())
        .isEqualTo(beside.getAsJsonObject("speedupInterval").get("low").getAsString());
  }

  @Test
  void theDatasetHasItsFingerprint() throws Exception {
    assertThat(MlBom.text(subject, Reports.seed(), QUANTIZED, Optional.of(TRAINED)))
        .contains("\"edge4j:fingerprint\"")
        .contains("sha256:12")
        .contains("\"modelArchitecture\": \"small-cnn\"");
    assertThat(MlBom.text(subject, Reports.seed(), QUANTIZED, Optional.empty()))
        .doesNotContain("modelArchitecture", "supervised");
  }

  private JsonObject component(Optional<TrainingReport> training) throws Exception {
    return Json.parse(MlBom.text(subject, Reports.seed(), QUANTIZED, training))
        .getAsJsonObject()
        .getAsJsonObject("metadata")
        .getAsJsonObject("component");
  }

  private static String digest(JsonObject model) {
    JsonObject hash = model.getAsJsonArray("hashes").get(0).getAsJsonObject();
    return ModelFiles.DIGEST_PREFIX + hash.get("content").getAsString();
  }

  private static String value(JsonArray metrics, String type) {
    return metric(metrics, type).get("value").getAsString();
  }

  private static JsonObject metric(JsonArray metrics, String type) {
    return StreamSupport.stream(metrics.spliterator(), false)
        .map(JsonElement::getAsJsonObject)
        .filter(metric -> metric.get("type").getAsString().equals(type))
        .findFirst()
        .orElseThrow();
  }

  private ModelFiles model(String name, int size) throws Exception {
    Path file = folder.resolve(name);
    Files.write(
        file, ModelFixture.opset(17).weight("w", size).output("w", size).proto().toByteArray());
    return ModelFiles.of(file);
  }
}

package io.edge4j.maven.bom;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.edge4j.maven.dataset.DatasetSummary;
import io.edge4j.maven.metric.Metric;
import io.edge4j.maven.quantize.QuantizationReport;
import io.edge4j.maven.report.BenchmarkReport;
import io.edge4j.maven.report.Comparison;
import io.edge4j.maven.report.Environment;
import io.edge4j.maven.report.VariantName;
import io.edge4j.maven.report.VariantReport;
import io.edge4j.maven.stage.Json;
import io.edge4j.maven.train.TrainingReport;
import io.edge4j.model.ModelFiles;
import io.edge4j.model.TensorInfo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The bill of materials of a model, in CycloneDX 1.6: which file it is, what it was made from and
 * learned from, what it takes, and how good and how fast it was found to be. Every number stands in
 * the reports as it stands here, and the same reports give the same bytes: it holds no time of its
 * own, and its serial number follows from what it says. Source: <a
 * href="https://cyclonedx.org/docs/1.6/json/">the specification's reference</a>.
 */
public final class MlBom {
  private static final String SHIPS = "onnx-optimized";
  private static final String REFERENCE = "onnx-fp32";
  private static final String PROPERTY = "edge4j:";
  private static final String MODEL = "machine-learning-model";

  private final BomSubject subject;
  private final BenchmarkReport benchmark;
  private final QuantizationReport quantization;
  private final Optional<TrainingReport> training;

  private MlBom(
      BomSubject subject,
      BenchmarkReport benchmark,
      QuantizationReport quantization,
      Optional<TrainingReport> training) {
    this.subject = subject;
    this.benchmark = benchmark;
    this.quantization = quantization;
    this.training = training;
  }

  /**
   * The bill as JSON.
   *
   * @param training empty for a model that was brought along
   */
  public static String text(
      BomSubject subject,
      BenchmarkReport benchmark,
      QuantizationReport quantization,
      Optional<TrainingReport> training)
      throws IOException {
    return new MlBom(subject, benchmark, quantization, training).text();
  }

  private String text() throws IOException {
    Map<String, Object> bom = new LinkedHashMap<>();
    bom.put("$schema", "http://cyclonedx.org/schema/bom-1.6.schema.json");
    bom.put("bomFormat", "CycloneDX");
    bom.put("specVersion", "1.6");
    bom.put("serialNumber", "");
    bom.put("version", 1);
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("tools", tools());
    metadata.put("component", model());
    bom.put("metadata", metadata);
    UUID serial = UUID.nameUUIDFromBytes(Json.text(bom).getBytes(StandardCharsets.UTF_8));
    bom.put("serialNumber", "urn:uuid:" + serial);
    return Json.text(bom);
  }

  private Map<String, Object> tools() {
    Map<String, Object> tool = new LinkedHashMap<>();
    int space = subject.producer().lastIndexOf(' ');
    tool.put("type", "application");
    tool.put("group", "io.edge4j");
    tool.put("name", space < 0 ? subject.producer() : subject.producer().substring(0, space));
    if (space >= 0) {
      tool.put("version", subject.producer().substring(space + 1));
    }
    return Map.of("components", List.of(tool));
  }

  private Map<String, Object> model() throws IOException {
    Map<String, Object> model = new LinkedHashMap<>();
    model.put("type", MODEL);
    model.put("bom-ref", "optimized");
    model.put("group", subject.groupId());
    model.put("name", subject.name());
    model.put("version", subject.version());
    model.put("hashes", hashes(subject.optimized()));
    model.put(
        "purl",
        "pkg:maven/%s/%s@%s?classifier=%s&type=onnx"
            .formatted(
                subject.groupId(), subject.artifactId(), subject.version(), subject.classifier()));
    model.put("pedigree", pedigree());
    model.put("modelCard", card());
    return model;
  }

  private static List<Object> hashes(ModelFiles model) throws IOException {
    Map<String, Object> hash = new LinkedHashMap<>();
    hash.put("alg", "SHA-256");
    hash.put("content", model.digest().substring(ModelFiles.DIGEST_PREFIX.length()));
    return List.of(hash);
  }

  private Map<String, Object> pedigree() throws IOException {
    Map<String, Object> fp32 = new LinkedHashMap<>();
    fp32.put("type", MODEL);
    fp32.put("bom-ref", "fp32");
    fp32.put("group", subject.groupId());
    fp32.put("name", subject.name() + "-fp32");
    fp32.put("version", subject.version());
    fp32.put("hashes", hashes(subject.fp32()));
    Map<String, Object> pedigree = new LinkedHashMap<>();
    pedigree.put("ancestors", List.of(fp32));
    pedigree.put(
        "notes",
        "Recipe %s; as shipped: %s. %d bytes of fp32 became %d."
            .formatted(
                quantization.recipe().label(),
                quantization.chosen(),
                quantization.sizes().fp32Bytes(),
                quantization.sizes().optimizedBytes()));
    return pedigree;
  }

  private Map<String, Object> card() {
    Map<String, Object> card = new LinkedHashMap<>();
    card.put("modelParameters", parameters());
    card.put("quantitativeAnalysis", Map.of("performanceMetrics", metrics()));
    if (!benchmark.notes().isEmpty()) {
      card.put("considerations", Map.of("technicalLimitations", benchmark.notes()));
    }
    card.put("properties", properties());
    return card;
  }

  private Map<String, Object> parameters() {
    Map<String, Object> parameters = new LinkedHashMap<>();
    if (training.isPresent()) {
      parameters.put("approach", Map.of("type", "supervised"));
      parameters.put("modelArchitecture", training.get().block().networkName());
    }
    task().ifPresent(task -> parameters.put("task", task));
    List<Object> datasets = datasets();
    if (!datasets.isEmpty()) {
      parameters.put("datasets", datasets);
    }
    parameters.put("inputs", formats(subject.optimized().header().inputs()));
    parameters.put("outputs", formats(subject.optimized().header().outputs()));
    return parameters;
  }

  private Optional<String> task() {
    if (quantization.accuracy() != null) {
      return Optional.of("classification");
    }
    return quantization.prediction() == null ? Optional.empty() : Optional.of("regression");
  }

  /** What was learned from, and what was judged on, where that is something else. */
  private List<Object> datasets() {
    Map<String, Object> datasets = new LinkedHashMap<>();
    training.ifPresent(
        report -> datasets.put(report.dataset().fingerprint(), dataset(report.dataset())));
    DatasetSummary judged = benchmark.dataset();
    if (judged != null) {
      datasets.putIfAbsent(judged.fingerprint(), dataset(judged));
    }
    return List.copyOf(datasets.values());
  }

  private static Map<String, Object> dataset(DatasetSummary summary) {
    Map<String, Object> dataset = new LinkedHashMap<>();
    dataset.put("type", "dataset");
    dataset.put("name", summary.name());
    List<Object> properties = new ArrayList<>();
    properties.add(property("fingerprint", summary.fingerprint()));
    properties.add(property("trainSamples", Integer.toString(summary.trainSamples())));
    properties.add(property("testSamples", Integer.toString(summary.testSamples())));
    dataset.put("contents", Map.of("properties", properties));
    if (!summary.classNames().isEmpty()) {
      dataset.put("description", "Classes: " + String.join(", ", summary.classNames()));
    }
    return dataset;
  }

  private static List<Object> formats(List<TensorInfo> tensors) {
    List<Object> formats = new ArrayList<>();
    tensors.forEach(tensor -> formats.add(Map.of("format", tensor.toString())));
    return formats;
  }

  private List<Object> metrics() {
    List<Object> metrics = new ArrayList<>();
    for (VariantReport variant : benchmark.variants()) {
      if (VariantName.withoutSizes(variant.name()).equals(SHIPS)) {
        String sizes = VariantName.sizesOf(variant.name());
        addAlone(metrics, variant, sizes);
        benchmark
            .comparison(variant.name(), VariantName.at(REFERENCE, sizes))
            .ifPresent(beside -> addComparison(metrics, beside, sizes));
      }
    }
    return metrics;
  }

  /** As {@code benchmark.json} has them: every number is taken from there, as text. */
  private void addAlone(List<Object> metrics, VariantReport variant, String sizes) {
    JsonObject json = Json.tree(variant).getAsJsonObject();
    JsonObject intervals = json.getAsJsonObject("intervals");
    for (Metric metric : Metric.values()) {
      if (json.has(metric.key())) {
        add(metrics, metric.key(), json.get(metric.key()), intervals.get(metric.key()), sizes, "");
      }
    }
  }

  private void addComparison(List<Object> metrics, Comparison beside, String sizes) {
    JsonObject json = Json.tree(beside).getAsJsonObject();
    for (Metric metric : Metric.values()) {
      if (json.has(metric.key())) {
        add(
            metrics,
            metric.key(),
            json.get(metric.key()),
            json.get(metric.key() + "Interval"),
            sizes,
            " against fp32");
      }
    }
  }

  private void add(
      List<Object> metrics,
      String type,
      JsonElement value,
      @Nullable JsonElement interval,
      String sizes,
      String beside) {
    Map<String, Object> metric = new LinkedHashMap<>();
    metric.put("type", type + beside);
    metric.put("value", value.getAsString());
    if (!sizes.isEmpty()) {
      metric.put("slice", sizes);
    }
    if (interval != null) {
      Map<String, Object> bounds = new LinkedHashMap<>();
      bounds.put("lowerBound", interval.getAsJsonObject().get("low").getAsString());
      bounds.put("upperBound", interval.getAsJsonObject().get("high").getAsString());
      metric.put("confidenceInterval", bounds);
    }
    metrics.add(metric);
  }

  private List<Object> properties() {
    List<Object> properties = new ArrayList<>();
    properties.add(property("recipe", quantization.recipe().label()));
    properties.add(property("chosen", quantization.chosen()));
    properties.add(property("runtimes", quantization.runtimes()));
    training.ifPresent(
        report -> properties.add(property("parameters", Long.toString(report.parameters()))));
    properties.add(property("measured.when", benchmark.when()));
    properties.add(property("measured.on", benchmark.device()));
    Environment environment = benchmark.environment();
    properties.add(property("measured.cpu", environment.cpu()));
    properties.add(property("measured.cores", Integer.toString(environment.cores())));
    properties.add(property("measured.os", environment.os()));
    properties.add(property("measured.jdk", environment.jdk()));
    environment
        .versions()
        .forEach(
            (software, version) -> properties.add(property("measured.with." + software, version)));
    String commit = benchmark.commit();
    if (commit != null) {
      properties.add(property("commit", commit));
    }
    return properties;
  }

  private static Map<String, Object> property(String name, String value) {
    Map<String, Object> property = new LinkedHashMap<>();
    property.put("name", PROPERTY + name);
    property.put("value", value);
    return property;
  }
}

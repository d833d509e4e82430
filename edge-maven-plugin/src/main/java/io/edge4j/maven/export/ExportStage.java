package io.edge4j.maven.export;

import ai.djl.engine.Engine;
import ai.onnxruntime.OrtEnvironment;
import io.edge4j.maven.dataset.Dataset;
import io.edge4j.maven.dataset.Datasets;
import io.edge4j.maven.stage.Digest;
import io.edge4j.maven.stage.Json;
import io.edge4j.maven.stage.Progress;
import io.edge4j.maven.stage.Stage;
import io.edge4j.maven.stage.StageException;
import io.edge4j.maven.train.TrainedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;

/** Writes a trained network as ONNX and compares it with PyTorch on real samples. */
public final class ExportStage implements Stage<ExportRequest, ExportReport> {
  private static final String SCHEMA_VERSION = "1";

  @Override
  public Class<ExportRequest> requestType() {
    return ExportRequest.class;
  }

  @Override
  public ExportReport run(ExportRequest request, Progress progress)
      throws StageException, IOException, InterruptedException {
    validate(request);
    Dataset dataset = Datasets.open(request.dataset());
    try (TrainedModel model = TrainedModel.load(request.block(), request.weights())) {
      // A report beside another model would be a lie, and so would an old model after a failure.
      Files.deleteIfExists(request.report());
      Files.deleteIfExists(request.onnx());
      ExportSummary summary = export(request, model, dataset);
      ExportReport report = report(request, dataset, summary);
      Json.write(request.report(), report);
      progress.say(line(request, summary));
      summary.notCompared().forEach(open -> progress.say("not compared: " + open));
      return report;
    }
  }

  private static void validate(ExportRequest request) throws StageException {
    request.options().validate();
    if (request.samples() < 1) {
      throw new StageException(
          "samples is %d; at least one test sample must be compared.".formatted(request.samples()));
    }
  }

  private static ExportSummary export(ExportRequest request, TrainedModel model, Dataset dataset)
      throws StageException, IOException {
    List<InputSpec> inputs = List.of(InputSpec.samples(request.input(), dataset.sampleShape()));
    try {
      return OnnxExporter.export(
          model.block(),
          request.onnx(),
          request.options(),
          inputs,
          new DatasetParity(dataset, request.samples()));
    } catch (ExportException e) {
      throw new StageException(
          "%s cannot be exported: %s".formatted(request.block().networkName(), e.getMessage()), e);
    }
  }

  private static ExportReport report(ExportRequest request, Dataset dataset, ExportSummary summary)
      throws IOException {
    Engine engine = Engine.getEngine("PyTorch");
    return new ExportReport(
        SCHEMA_VERSION,
        request.options().name(),
        request.block(),
        dataset.summary(),
        summary.opset(),
        summary.nodes(),
        summary.parameters(),
        request.onnx().getFileName().toString(),
        summary.sizeBytes(),
        Digest.of(request.onnx()),
        summary.parity(),
        engine.getEngineName() + " " + engine.getVersion(),
        OrtEnvironment.getEnvironment().getVersion());
  }

  private static String line(ExportRequest request, ExportSummary summary) {
    return String.format(
        Locale.ROOT,
        "exported %s: %,d bytes, %d nodes, opset %d; over %d samples PyTorch and ONNX Runtime differ"
            + " by %.2g at most (%.2g allowed)",
        request.onnx().getFileName(),
        summary.sizeBytes(),
        summary.nodes().values().stream().mapToInt(Integer::intValue).sum(),
        summary.opset(),
        summary.parity().samples(),
        summary.parity().largestDifference(),
        summary.parity().limit());
  }
}

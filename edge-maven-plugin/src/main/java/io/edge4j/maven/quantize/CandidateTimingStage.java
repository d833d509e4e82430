package io.edge4j.maven.quantize;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import io.edge4j.maven.compare.OutputComparison;
import io.edge4j.maven.measure.MachineLock;
import io.edge4j.maven.quantize.session.OrtModel;
import io.edge4j.maven.stage.FileMutex;
import io.edge4j.maven.stage.Progress;
import io.edge4j.maven.stage.Stage;
import io.edge4j.maven.stage.StageException;
import io.edge4j.maven.stage.TensorFile;
import io.edge4j.model.OutputValue;
import io.edge4j.model.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Times the candidates of recipe auto against each other, in a worker on a device. */
public final class CandidateTimingStage implements Stage<CandidateTimingRequest, CandidateTimings> {
  /** What a benchmark may take unless the pom says something else. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final Path lock;
  private final Duration patience;

  public CandidateTimingStage() {
    this(MachineLock.defaultFile(), PATIENCE);
  }

  /**
   * @param lock file that nobody else may hold who measures there
   * @param patience how long to wait for it
   */
  CandidateTimingStage(Path lock, Duration patience) {
    this.lock = lock;
    this.patience = patience;
  }

  @Override
  public Class<CandidateTimingRequest> requestType() {
    return CandidateTimingRequest.class;
  }

  @Override
  public CandidateTimings run(CandidateTimingRequest request, Progress progress)
      throws StageException, IOException, InterruptedException {
    FileMutex held = MachineLock.acquire(lock, patience, "Let it end, and build again", progress);
    OpenCandidates open = new OpenCandidates(request.threads());
    try {
      return timings(request, open, progress);
    } catch (OrtException e) {
      throw new StageException(
          "the candidates of recipe auto cannot be timed: " + e.getMessage(), e);
    } finally {
      close(open, progress);
      held.close();
    }
  }

  private static void close(OpenCandidates open, Progress progress) {
    try {
      open.close();
    } catch (OrtException e) {
      progress.say("a session could not be closed: " + e.getMessage());
    }
  }

  private static CandidateTimings timings(
      CandidateTimingRequest request, OpenCandidates open, Progress progress)
      throws OrtException, IOException {
    List<Map<String, Tensor>> samples = TensorFile.read(request.inputs());
    List<Map<String, OutputValue>> expected = new ArrayList<>();
    Map<String, Double> errors = new LinkedHashMap<>();
    Map<String, String> failures = new LinkedHashMap<>();
    for (Map.Entry<String, Path> candidate : request.models().entrySet()) {
      String name = candidate.getKey();
      try {
        OrtModel model = open.add(name, candidate.getValue());
        OutputComparison comparison = new OutputComparison();
        for (int i = 0; i < samples.size(); i++) {
          Map<String, OutputValue> found = model.runOn(samples.get(i));
          if (open.names().size() == 1) {
            expected.add(found);
          }
          comparison.add(expected.get(i), found);
        }
        comparison.differences().relativeError().ifPresent(error -> errors.put(name, error));
      } catch (OrtException e) {
        if (expected.isEmpty()) {
          throw e;
        }
        failures.put(name, String.valueOf(e.getMessage()));
        open.drop(name);
      }
    }
    return new CandidateTimings(
        rounds(open, samples.subList(0, request.timed()), progress), errors, failures);
  }

  private static Map<String, TimedRounds> rounds(
      OpenCandidates open, List<Map<String, Tensor>> samples, Progress progress)
      throws OrtException, IOException {
    OrtModel first = open.of(open.names().get(0));
    List<Map<String, OnnxTensor>> inputs = new ArrayList<>();
    try {
      for (Map<String, Tensor> sample : samples) {
        inputs.add(first.natives(sample));
      }
      return CandidateTimes.rounds(open, inputs, progress);
    } finally {
      inputs.forEach(run -> run.values().forEach(OnnxTensor::close));
    }
  }
}

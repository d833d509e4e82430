package io.edge4j.maven.quantize;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import io.edge4j.maven.compare.OutputDifference;
import io.edge4j.maven.dataset.FittedDataset;
import io.edge4j.maven.dataset.TensorSamples;
import io.edge4j.maven.onnx.ExternalData;
import io.edge4j.maven.onnx.Model;
import io.edge4j.maven.quantize.session.FusedModel;
import io.edge4j.maven.quantize.session.OrtModel;
import io.edge4j.maven.quantize.session.SlicedModel;
import io.edge4j.maven.stage.Progress;
import io.edge4j.maven.stage.StageException;
import io.edge4j.model.InputContract;
import io.edge4j.model.ModelFiles;
import io.edge4j.model.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Compares models with the fp32 model, on a dataset where there is one and on random inputs else.
 */
final class Judge {
  /** Samples of a comparison that only ranks layers. */
  private static final int GLANCE = 64;

  /** A comparison that something is decided by takes at least this many samples. */
  private static final int LEAST = 64;

  /** Samples that tell how long one takes. */
  private static final int PROBE = 16;

  /** Models from this many bytes on are not loaded whole beside another one. */
  static final long LARGE = 256L << 20;

  /** Runs of a large model: fewer, because each reads all of its weights. */
  private static final int LARGE_RUNS = 4;

  private final @Nullable FittedDataset dataset;
  private final InputContract contract;
  private final int threads;
  private final Progress progress;
  private RandomJudge.@Nullable Reference reference;
  private @Nullable Path referenceOf;
  private boolean large;
  private int most = Integer.MAX_VALUE;

  /**
   * Prepares to judge.
   *
   * @param dataset null for random inputs
   * @param contract what the models take
   * @param threads intra-op threads of every session
   */
  Judge(@Nullable FittedDataset dataset, InputContract contract, int threads, Progress progress) {
    this.dataset = dataset;
    this.contract = contract;
    this.threads = threads;
    this.progress = progress;
  }

  /** On the whole test split, or as much of it as the time allows that was set. */
  Judgement compare(Path fp32, Path candidate) throws OrtException, IOException, StageException {
    return compare(fp32, candidate, most);
  }

  /** The same on so many samples at most. */
  Judgement compareOn(Path fp32, Path candidate, int samples)
      throws OrtException, IOException, StageException {
    return compare(fp32, candidate, Math.min(most, samples));
  }

  /**
   * Has comparisons take so many samples from here on that one lasts about that long, but never
   * less than {@link #LEAST}.
   */
  void limit(Path fp32, long nanos) throws OrtException, IOException, StageException {
    if (dataset == null) {
      return;
    }
    TensorSamples samples = dataset.test();
    int tried = Math.min(PROBE, samples.size());
    try (OrtModel model = open(fp32)) {
      long start = System.nanoTime();
      for (int i = 0; i < tried; i++) {
        model.runOn(samples.tensors(i));
      }
      long bothModels = 2 * (System.nanoTime() - start) / tried;
      most = (int) Math.min(samples.size(), Math.max(LEAST, nanos / Math.max(1, bothModels)));
    }
    progress.say("deciding by " + most + " samples of the training split");
  }

  /** Loads a candidate and runs it once on what its times are measured on. */
  void runOnce(Candidate candidate) throws OrtException, IOException, StageException {
    List<Map<String, OnnxTensor>> inputs = List.of();
    try (OrtModel model = OrtModel.open(candidate.file(), threads)) {
      inputs = inputs(model);
      model.runAll(inputs);
    } finally {
      inputs.forEach(run -> run.values().forEach(OnnxTensor::close));
    }
  }

  /**
   * The same. Where the candidate is large and has no data to run on, loading it is most of the
   * work, so that the one session is asked for what ONNX Runtime fused, too.
   */
  Judgement compare(Path fp32, Path candidate, FusedModel fused)
      throws OrtException, IOException, StageException {
    Optional<RandomJudge.Reference> known = known(fp32);
    if (!large || known.isEmpty()) {
      return compare(fp32, candidate);
    }
    try (OrtModel after = OrtModel.openLean(candidate, threads, fused)) {
      return RandomJudge.compare(known.get(), after);
    }
  }

  /**
   * Loads and runs the fp32 model on its own, before anything is made of it. What it gives on
   * random inputs is kept for all comparisons with it.
   *
   * @param scratch a folder for the slices of a large model
   * @throws OrtException when ONNX Runtime cannot load or run it
   */
  void runFirst(Path fp32, long bytes, Path scratch) throws OrtException, IOException {
    if (dataset != null) {
      OrtModel.open(fp32, threads).close();
      return;
    }
    large = bytes >= LARGE;
    reference = large ? inSlices(fp32, scratch) : whole(fp32, RandomJudge.RUNS);
    referenceOf = fp32;
  }

  /** With a size for every dimension that the fp32 model ran with, once it ran without data. */
  InputContract contract() {
    return reference == null ? contract : reference.contract();
  }

  /** What that model gave on random inputs, where it ran first. */
  private Optional<RandomJudge.Reference> known(Path fp32) {
    return Optional.ofNullable(reference).filter(ran -> fp32.equals(referenceOf));
  }

  private RandomJudge.Reference whole(Path fp32, int runs) throws OrtException, IOException {
    try (OrtModel model = OrtModel.open(fp32, threads)) {
      return new RandomJudge(contract()).reference(model, runs);
    }
  }

  private RandomJudge.Reference inSlices(Path fp32, Path scratch) throws OrtException, IOException {
    Optional<SlicedModel> sliced = SlicedModel.of(fp32, threads, scratch);
    if (sliced.isPresent()) {
      try {
        return new RandomJudge(contract).reference(sliced.get(), LARGE_RUNS);
      } catch (OrtException e) {
        progress.say(
            "the fp32 model does not run in slices, so it is loaded whole: " + e.getMessage());
      }
    }
    return whole(fp32, LARGE_RUNS);
  }

  private Judgement compare(Path fp32, Path candidate, int samples)
      throws OrtException, IOException, StageException {
    if (dataset == null) {
      Optional<RandomJudge.Reference> known = known(fp32);
      RandomJudge.Reference fixed = known.isPresent() ? known.get() : whole(fp32, RandomJudge.RUNS);
      try (OrtModel after = open(candidate)) {
        return RandomJudge.compare(fixed, after);
      }
    }
    try (OrtModel before = open(fp32);
        OrtModel after = open(candidate)) {
      return new DatasetJudge(dataset, samples, progress).compare(before, after);
    }
  }

  private OrtModel open(Path model) throws OrtException, IOException {
    return large || ModelFiles.of(model).bytes() >= LARGE
        ? OrtModel.openLean(model, threads)
        : OrtModel.open(model, threads);
  }

  /** Error of each of those values against fp32, worst first. */
  List<OutputDifference> layers(Path fp32, Path candidate, Collection<String> values, Path scratch)
      throws IOException, OrtException, StageException {
    Path folder = Files.createDirectory(scratch.resolve("layers"));
    Path before = watched(fp32, values, folder.resolve("fp32.onnx"));
    Path after = watched(candidate, values, folder.resolve("candidate.onnx"));
    List<OutputDifference> errors =
        new ArrayList<>(compare(before, after, GLANCE).differences().outputs());
    errors.removeIf(error -> !values.contains(error.output()));
    errors.sort(
        Comparator.comparing(
            (OutputDifference error) ->
                error.relativeError() == null ? 0 : -error.relativeError()));
    return errors;
  }

  private static Path watched(Path model, Collection<String> values, Path target)
      throws IOException {
    Model watched = Model.read(model);
    values.forEach(value -> watched.graph().addOutput(value));
    watched.write(target, ExternalData.WHEN_NEEDED);
    return target;
  }

  /** Times of each candidate, measured in turn. */
  CandidateTimes times(Map<String, Candidate> candidates)
      throws OrtException, IOException, StageException {
    List<Map<String, OnnxTensor>> inputs = List.of();
    try (OpenCandidates open = new OpenCandidates(threads)) {
      for (Candidate candidate : candidates.values()) {
        open.add(candidate.name(), candidate.file());
      }
      inputs = inputs(open.of(open.names().get(0)));
      return CandidateTimes.measure(open, inputs, progress);
    } finally {
      inputs.forEach(run -> run.values().forEach(OnnxTensor::close));
    }
  }

  /**
   * What models run on where they are timed on another machine.
   *
   * @param timed times are measured on the first so many, once per size that the model is for
   */
  record Samples(List<Map<String, Tensor>> tensors, int timed) {}

  Samples timingSamples() {
    List<Map<String, Tensor>> samples = new ArrayList<>();
    if (dataset != null) {
      for (int i = 0; i < Math.min(PROBE, dataset.test().size()); i++) {
        samples.add(dataset.test().tensors(i));
      }
      return new Samples(samples, 1);
    }
    int sizes = contract().sizeSets().size();
    for (int run = 0; run < Math.max(sizes, RandomJudge.RUNS); run++) {
      samples.add(RandomJudge.drawn(contract(), run));
    }
    return new Samples(samples, sizes);
  }

  /** What times are measured on, once per size that the model is for. The caller closes it. */
  private List<Map<String, OnnxTensor>> inputs(OrtModel model) throws OrtException {
    if (dataset != null) {
      return List.of(model.natives(dataset.test().tensors(0)));
    }
    List<Map<String, OnnxTensor>> inputs = new ArrayList<>();
    for (int size = 0; size < contract().sizeSets().size(); size++) {
      inputs.add(RandomJudge.inputs(contract(), size, model.environment()));
    }
    return inputs;
  }
}

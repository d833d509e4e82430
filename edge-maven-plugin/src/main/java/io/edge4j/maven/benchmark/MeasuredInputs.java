package io.edge4j.maven.benchmark;

import io.edge4j.maven.dataset.Dataset;
import io.edge4j.maven.dataset.DatasetSpec;
import io.edge4j.maven.dataset.Datasets;
import io.edge4j.maven.dataset.FittedDataset;
import io.edge4j.maven.dataset.ModelView;
import io.edge4j.maven.inputs.ContractResolution;
import io.edge4j.maven.inputs.InputSettings;
import io.edge4j.maven.inputs.SizeAttempts;
import io.edge4j.maven.report.VariantName;
import io.edge4j.maven.stage.Progress;
import io.edge4j.maven.stage.StageException;
import io.edge4j.model.DrawnInputs;
import io.edge4j.model.Fact;
import io.edge4j.model.InputContract;
import io.edge4j.model.InvalidInputException;
import io.edge4j.model.ModelMetadata;
import io.edge4j.model.OnnxHeader;
import io.edge4j.model.Origin;
import io.edge4j.runtime.PredictionException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is run, found out before anything is measured: samples of the dataset, seeded samples, or
 * seeded tensors for models that take something else.
 *
 * @param workload the same for all variants
 * @param variants one for each size at which a variant is measured
 * @param labels what tells the sizes from each other; one that is empty where there is one size
 * @param testSet what variants are judged by; null without a dataset
 */
record MeasuredInputs(
    Workload workload, List<Variant> variants, List<String> labels, @Nullable TestSet testSet) {
  private static final long SEED = 42;

  static MeasuredInputs of(BenchmarkRequest request, Progress progress)
      throws StageException, IOException {
    List<Variant> variants = request.measured();
    DatasetSpec spec = request.dataset();
    if (spec != null && !Datasets.isForAnyModel(spec)) {
      return rows(Datasets.open(spec), variants);
    }
    List<Variant> onnx = variants.stream().filter(v -> v.kind() == Variant.Kind.ONNX).toList();
    if (onnx.isEmpty()) {
      throw new StageException(
          "No variant says the shape of its input, so nothing can be run. Give a <dataset>");
    }
    InputContract contract = contract(onnx, request.inputs());
    FittedDataset dataset = spec == null ? null : fitted(contract, onnx, spec, progress);
    if (dataset != null) {
      contract = ContractResolution.withSizes(contract, dataset.sizes());
    }
    if (takeSamples(onnx, contract)) {
      return dataset == null
          ? new MeasuredInputs(Inputs.random(contract), variants, List.of(""), null)
          : rows(dataset.asRows(contract.sampleShape()), variants);
    }
    Optional<Variant> other = variants.stream().filter(Variant::runsOnPyTorch).findFirst();
    if (other.isPresent()) {
      throw new StageException(
          "The variant "
              + other.get().name()
              + " runs on PyTorch, where samples of one float tensor of known size can be"
              + " measured, and the model takes "
              + contract.inputs().stream().map(InputContract.Input::tensor).toList()
              + "; leave the variant out");
    }
    if (dataset != null) {
      return tensors(contract, dataset, onnx, progress);
    }
    DrawnWorkload workload = settled(contract, onnx.get(0));
    for (Variant variant : onnx) {
      requireTakes(variant, workload.contract());
    }
    workload.lines().forEach(progress::say);
    return new MeasuredInputs(
        workload, at(workload.contract(), variants), workload.contract().sizeLabels(), null);
  }

  /** The variants at certain sizes. */
  List<Variant> at(String label) {
    return variants.stream()
        .filter(variant -> VariantName.sizesOf(variant.name()).equals(label))
        .toList();
  }

  private static MeasuredInputs rows(Dataset dataset, List<Variant> variants) {
    RowTestSet testSet = new RowTestSet(dataset);
    return new MeasuredInputs(
        Inputs.of(testSet.shape(), dataset.layout(), testSet.samples()),
        variants,
        List.of(""),
        testSet);
  }

  /** The dataset as the model of the variants takes it. */
  private static FittedDataset fitted(
      InputContract contract, List<Variant> onnx, DatasetSpec spec, Progress progress)
      throws StageException, IOException {
    List<String> names = List.of();
    for (Variant variant : onnx) {
      List<String> own = ModelMetadata.of(variant.file()).labels();
      names = names.isEmpty() ? own : names;
    }
    return Datasets.openFor(
        new ModelView(contract, OnnxHeader.read(onnx.get(0).file()).outputs(), names),
        spec,
        progress);
  }

  private static MeasuredInputs tensors(
      InputContract contract, FittedDataset dataset, List<Variant> onnx, Progress progress)
      throws StageException, IOException {
    InputContract sized = contract;
    for (String dimension : contract.batchDimensions()) {
      sized = sized.withSizes(dimension, Fact.of(List.of(1L), Origin.DECLARED));
    }
    for (Variant variant : onnx) {
      requireTakes(variant, sized);
    }
    SampledTensors workload = SampledTensors.of(dataset.test(), sized);
    workload.lines().forEach(progress::say);
    return new MeasuredInputs(workload, onnx, List.of(""), new TensorTestSet(dataset));
  }

  /**
   * What the pom says, and then what any of the files says, the earlier before the later. The
   * optimized one knows most: what was assumed when it was made stands in it.
   */
  private static InputContract contract(List<Variant> onnx, InputSettings settings)
      throws StageException, IOException {
    InputContract contract = ModelMetadata.of(onnx.get(0).file()).inputs();
    for (int i = onnx.size() - 1; i >= 0; i--) {
      contract = contract.overlaidBy(ModelMetadata.of(onnx.get(i).file()).inputs());
    }
    return settings.statedIn(contract);
  }

  private static boolean takeSamples(List<Variant> onnx, InputContract contract)
      throws StageException, IOException {
    if (contract.inputs().size() != 1 || contract.sampleShape().contains(-1L)) {
      return false;
    }
    for (Variant variant : onnx) {
      try (Subject subject = Subjects.open(variant, 1, List.of())) {
        if (!subject.takesSamples()) {
          return false;
        }
      }
    }
    return true;
  }

  /** The first sizes that the model runs with, all of them where there are several. */
  private static DrawnWorkload settled(InputContract contract, Variant reference)
      throws StageException, IOException {
    SizeAttempts attempts = new SizeAttempts(contract);
    String first = null;
    try (Subject subject = Subjects.open(reference, 1, List.of())) {
      for (InputContract attempt : attempts.contracts()) {
        Optional<String> failure = failure(subject, attempt);
        if (failure.isEmpty()) {
          return new DrawnWorkload(reference.file(), attempt, takesBatches(subject, attempt));
        }
        first = first == null ? failure.get() : first;
      }
    }
    throw new StageException(
        "The model of variant "
            + reference.name()
            + " cannot be run on drawn inputs: "
            + (attempts.isEmpty() ? "" : attempts.failure() + ". At the first: ")
            + first);
  }

  /** Refuses a variant of the user's own that takes something else than the reference. */
  private static void requireTakes(Variant variant, InputContract settled)
      throws StageException, IOException {
    InputContract own = ModelMetadata.of(variant.file()).inputs();
    for (Map<String, Long> sizes : settled.sizeSets()) {
      List<String> expected = new ArrayList<>();
      List<String> found = new ArrayList<>();
      for (InputContract.Input input : settled.inputs()) {
        List<Long> shape = settled.shape(input, sizes);
        expected.add(input.name() + ": " + input.tensor().type() + shape);
        own.input(input.name())
            .filter(other -> other.tensor().type().equals(input.tensor().type()))
            .filter(other -> other.tensor().accepts(shape))
            .ifPresent(other -> found.add(other.name()));
      }
      if (found.size() != expected.size() || own.inputs().size() != expected.size()) {
        throw new StageException(
            "The variants are measured on "
                + expected
                + ", and the variant "
                + variant.name()
                + " takes "
                + own.inputs().stream().map(InputContract.Input::tensor).toList()
                + "; leave it out, or give sizes in <dimensions> or <inputs> that both take");
      }
    }
  }

  /** An open batch axis is no promise: a model may reshape by one sample. */
  private static boolean takesBatches(Subject subject, InputContract contract) {
    InputContract two = contract;
    for (String dimension : contract.batchDimensions()) {
      two = two.withSizes(dimension, Fact.assumed(List.of(2L), "a trial"));
    }
    return !contract.batchDimensions().isEmpty() && failure(subject, two).isEmpty();
  }

  /** What went wrong; empty when nothing did. */
  private static Optional<String> failure(Subject subject, InputContract contract) {
    try {
      for (Map<String, Long> sizes : contract.sizeSets()) {
        subject.run(new DrawnInputs(contract, sizes, SEED).draw());
      }
      return Optional.empty();
    } catch (PredictionException | UnsupportedOperationException | InvalidInputException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** All variants at the first sizes, then all at the second. */
  private static List<Variant> at(InputContract settled, List<Variant> variants) {
    List<Map<String, Long>> sets = settled.sizeSets();
    List<String> labels = settled.sizeLabels();
    List<Variant> sized = new ArrayList<>();
    for (int i = 0; i < sets.size(); i++) {
      for (Variant variant : variants) {
        sized.add(variant.at(labels.get(i), sets.get(i)));
      }
    }
    return sized;
  }
}

package io.edge4j.maven.benchmark;

import io.edge4j.maven.dataset.DatasetSpec;
import io.edge4j.maven.dataset.Task;
import io.edge4j.maven.inputs.InputSettings;
import io.edge4j.maven.report.Background;
import io.edge4j.maven.report.GatePolicy;
import io.edge4j.maven.stage.StageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@link BenchmarkStage} is asked to measure.
 *
 * @param model its name, for the reports
 * @param provenance what the model was made from
 * @param variants the reference first; names are unique
 * @param inputs what the pom says of the model's inputs
 * @param dataset where inputs and accuracy come from; null to run random inputs without accuracy
 * @param protocol how much is measured
 * @param gates in the order of the pom; null for {@link Gates#defaults}, which advise
 * @param policy which outcomes fail the build
 * @param baseline the earlier release; null when the pom asks for none
 * @param background what the page tells beside what is measured
 * @param directory where {@code benchmark.json}, {@code .md} and {@code .html} go
 */
public record BenchmarkRequest(
    String model,
    Provenance provenance,
    List<Variant> variants,
    InputSettings inputs,
    @Nullable DatasetSpec dataset,
    Protocol protocol,
    @Nullable List<GateRule> gates,
    GatePolicy policy,
    @Nullable Baseline baseline,
    Background background,
    Path directory) {

  public BenchmarkRequest {
    background = background == null ? Background.NONE : background;
    variants = List.copyOf(variants);
    inputs = inputs == null ? InputSettings.NONE : inputs;
    gates = gates == null ? null : List.copyOf(gates);
  }

  /**
   * What a pom says of it.
   *
   * @param variants the user's own
   * @param gates null for the defaults
   */
  public static BenchmarkRequest asked(
      String model,
      List<Variant> variants,
      InputSettings inputs,
      @Nullable DatasetSpec dataset,
      Protocol protocol,
      @Nullable List<GateRule> gates,
      GatePolicy policy,
      Path directory) {
    return new BenchmarkRequest(
        model,
        Provenance.UNKNOWN,
        variants,
        inputs,
        dataset,
        protocol,
        gates,
        policy,
        null,
        Background.NONE,
        directory);
  }

  /**
   * The same with what is known only when the models are made.
   *
   * @param all the variants of the build and of the pom, the reference first
   * @param release null when the pom asks for none
   * @param known what the page tells beside what is measured
   */
  public BenchmarkRequest completed(
      Provenance origin, List<Variant> all, @Nullable Baseline release, Background known) {
    return new BenchmarkRequest(
        model, origin, all, inputs, dataset, protocol, gates, policy, release, known, directory);
  }

  /**
   * The same with other gates.
   *
   * @param rules null for the defaults
   */
  public BenchmarkRequest withGates(@Nullable List<GateRule> rules) {
    return new BenchmarkRequest(
        model,
        provenance,
        variants,
        inputs,
        dataset,
        protocol,
        rules,
        policy,
        baseline,
        background,
        directory);
  }

  /**
   * Checks what can be checked before there is a model.
   *
   * @param others names of the variants that are measured beside these
   * @throws StageException naming the parameter, its value and the way out
   */
  public void validate(List<String> others) throws StageException, IOException {
    protocol.validate();
    List<String> names = new ArrayList<>(others);
    for (int i = 0; i < variants.size(); i++) {
      variants.get(i).validate("<variants>, variant " + (i + 1), names);
      names.add(variants.get(i).name());
    }
    if (gates != null) {
      Gates.validate(gates, SizedGates.names(names, inputs.sizeLabels()));
    }
  }

  /** The given variants and, where it was found, the baseline. */
  List<Variant> measured() {
    List<Variant> all = new ArrayList<>(variants);
    if (baseline != null && baseline.file() != null) {
      all.add(Variant.onnx(Baseline.VARIANT, baseline.file()));
    }
    return all;
  }

  /** What gates may name: also a baseline that was not found. */
  List<String> names() {
    List<String> names = new ArrayList<>(variants.stream().map(Variant::name).toList());
    if (baseline != null) {
      names.add(Baseline.VARIANT);
    }
    return names;
  }

  /**
   * The pom's gates, or the defaults where it has none.
   *
   * @param task what the samples of the test set are labelled with; empty without labels
   */
  List<GateRule> rules(Optional<Task> task) {
    return gates == null ? Gates.defaults(names(), task) : gates;
  }
}

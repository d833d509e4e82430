package io.edge4j.maven.quantize;

import ai.onnxruntime.OrtException;
import io.edge4j.maven.onnx.Model;
import io.edge4j.maven.stage.StageException;
import io.edge4j.model.ModelFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tries on a model of recipe static what may make it lose less: bias correction, then cross-layer
 * equalisation, after which a correction that was kept is measured anew. Each is kept only where
 * the error on the validation share falls; accuracy is told, but too coarse to decide by.
 */
final class StaticRefining {
  private static final String CORRECTION = "bias correction";
  private static final String EQUALISATION = "cross-layer equalisation";
  private static final String NO_TIME = "it would have taken longer than recipe auto gives it";

  /** On more samples an error is the same to a few percent, and both models run each. */
  private static final int SAMPLES = 256;

  private final CandidateBuilder builder;
  private final BiasShifts shifts;
  private final long deadline;
  private final List<Refinement> tried = new ArrayList<>();

  StaticRefining(CandidateBuilder builder, Calibration calibration) {
    this.builder = builder;
    this.shifts =
        new BiasShifts(
            builder.options().selection(),
            calibration,
            builder.dataset().train(),
            builder.scratch());
    this.deadline = System.nanoTime() + builder.refiningNanos();
  }

  /** A model with its judgement on the validation share. */
  private record Judged(StaticModel model, boolean corrected, Judgement judgement) {
    @Nullable Double error() {
      OptionalDouble error = judgement.differences().relativeError();
      return error.isPresent() ? error.getAsDouble() : null;
    }

    @Nullable Double accuracy() {
      QuantizationReport.Accuracy accuracy = judgement.accuracy();
      return accuracy == null ? null : accuracy.optimized();
    }

    boolean isBetterThan(Judged other) {
      Double error = error();
      Double before = other.error();
      return error != null && before != null && error < before;
    }
  }

  /** The model with what made it better. */
  StaticModel refine(StaticModel plain) throws IOException, OrtException, StageException {
    StaticModel.Quantized quantized = quantized(plain);
    if (quantized.isEmpty()) {
      return plain;
    }
    long start = System.nanoTime();
    Judged best = judged(plain, false);
    long judging = System.nanoTime() - start;
    if (!quantized.corrigible().isEmpty()) {
      best = corrected(best, quantized.corrigible().size(), judging);
    }
    best = equalized(best, judging);
    builder.refined(tried);
    return best.model();
  }

  private Judged corrected(Judged before, int layers, long judging)
      throws IOException, OrtException, StageException {
    Optional<Map<String, float[]>> found =
        hasTimeFor(judging) ? shifts.of(before.model(), deadline) : Optional.empty();
    if (found.isEmpty()) {
      tried.add(Refinement.untried(CORRECTION, NO_TIME));
      return before;
    }
    return better(
        CORRECTION, count(layers, "layer"), before, judged(before.model().with(found.get()), true));
  }

  private Judged equalized(Judged before, long judging)
      throws IOException, OrtException, StageException {
    Model model = Model.read(before.model().file());
    CrossLayerEqualization equalization = new CrossLayerEqualization(model);
    int groups = equalization.groups();
    if (groups == 0) {
      tried.add(
          Refinement.untried(
              EQUALISATION, "no two layers have only Relu, sums and pools between them"));
      return before;
    }
    // What is made anew costs about as much as it did before.
    if (!hasTimeFor(judging)) {
      tried.add(Refinement.untried(EQUALISATION, NO_TIME));
      return before;
    }
    equalization.apply();
    Path file = Files.createDirectory(builder.scratch().resolve("equalized")).resolve("fp32.onnx");
    StaticModel equalized = before.model().with(model, file);
    if (before.corrected()) {
      Optional<Map<String, float[]>> found = shifts.of(equalized, deadline);
      if (found.isEmpty()) {
        tried.add(Refinement.untried(EQUALISATION, NO_TIME));
        return before;
      }
      equalized = equalized.with(found.get());
    }
    return better(
        EQUALISATION,
        count(groups, "group") + " of layers",
        before,
        judged(equalized, before.corrected()));
  }

  private static String count(int number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }

  private boolean hasTimeFor(long nanos) {
    return deadline - System.nanoTime() >= nanos;
  }

  private Judged better(String name, String extent, Judged without, Judged with) {
    boolean kept = with.isBetterThan(without);
    tried.add(
        new Refinement(
            name,
            extent,
            with.judgement().samples(),
            without.error(),
            with.error(),
            without.accuracy(),
            with.accuracy(),
            kept));
    return kept ? with : without;
  }

  private StaticModel.Quantized quantized(StaticModel model)
      throws IOException, OrtException, StageException {
    return model.quantize(builder.options().selection(), Set.of());
  }

  private Judged judged(StaticModel model, boolean corrected)
      throws IOException, OrtException, StageException {
    Path file = builder.write(quantized(model).model());
    Judgement judgement = builder.judge().compareOn(builder.fp32(), file, SAMPLES);
    ModelFiles.of(file).delete();
    return new Judged(model, corrected, judgement);
  }
}

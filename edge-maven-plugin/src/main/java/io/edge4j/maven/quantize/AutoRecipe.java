package io.edge4j.maven.quantize;

import ai.onnxruntime.OrtException;
import io.edge4j.maven.measure.Estimate;
import io.edge4j.maven.stage.Progress;
import io.edge4j.maven.stage.StageException;
import io.edge4j.model.ModelFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Builds candidates, measures what each costs in accuracy and what it takes in time, and takes the
 * fastest whose loss is allowed; fp32 is one of them. Where a candidate loses too much, the layers
 * that hurt most go back to fp32 one by one until it does not.
 */
final class AutoRecipe {
  /** What counts as lost too much where there are no labels: relative L2 error against fp32. */
  private static final double LARGEST_ERROR = 0.02;

  private static final String FP32 = "fp32";

  /** A candidate is given up after about this many layers, or groups of them, went back. */
  private static final int STEPS = 16;

  private final CandidateBuilder builder;
  private final QuantizationOptions options;
  private final Judge judge;
  private final Progress progress;

  AutoRecipe(
      CandidateBuilder builder, QuantizationOptions options, Judge judge, Progress progress) {
    this.builder = builder;
    this.options = options;
    this.judge = judge;
    this.progress = progress;
  }

  /**
   * The winner, and how all did.
   *
   * @param chosen the candidate that becomes the result
   * @param trials one a candidate, in the order in which they were made
   */
  record Choice(Candidate chosen, List<Trial> trials) {}

  Choice choose() throws IOException, OrtException, StageException {
    Map<String, Candidate> candidates = new LinkedHashMap<>();
    Map<String, Judgement> judgements = new HashMap<>();
    Candidate fp32 = builder.untouched();
    candidates.put(fp32.name(), fp32);
    judgements.put(fp32.name(), judge.compare(fp32.file(), fp32.file()));
    for (Attempt attempt : attempts()) {
      Candidate made = attempt.make(Set.of());
      if (made.quantizedLayers().isEmpty()) {
        progress.say("candidate " + made.name() + ": there is nothing that it would quantize");
        continue;
      }
      Judgement judgement = judge.compare(fp32.file(), made.file());
      if (!allowed(judgement)) {
        made = saveAccuracy(attempt, made);
        judgement = judge.compare(fp32.file(), made.file());
      }
      progress.say("candidate " + made.name() + ": " + loss(judgement));
      candidates.put(made.name(), made);
      judgements.put(made.name(), judgement);
    }
    return choose(candidates, judgements);
  }

  @FunctionalInterface
  private interface Attempt {
    Candidate make(Set<String> kept) throws IOException, OrtException, StageException;
  }

  private List<Attempt> attempts() {
    List<Attempt> attempts = new ArrayList<>();
    attempts.add(builder::dynamic);
    if (builder.canCalibrate()) {
      NodeSelection all = options.selection();
      NodeSelection head = new NodeSelection(all.include(), all.exclude(), all.opTypes(), true);
      attempts.add(kept -> builder.calibrated("static", all, kept));
      if (!all.headOnly()) {
        attempts.add(kept -> builder.calibrated("static-head", head, kept));
      }
    }
    return attempts;
  }

  private boolean allowed(Judgement judgement) {
    QuantizationReport.Accuracy accuracy = judgement.accuracy();
    if (accuracy != null) {
      // A sample more or less is what one sample weighs: no rounding may decide.
      return accuracy.fp32() - accuracy.optimized() <= options.maxAccuracyLoss() + 1e-12;
    }
    return judgement.worstError() <= LARGEST_ERROR;
  }

  private static String loss(Judgement judgement) {
    QuantizationReport.Accuracy accuracy = judgement.accuracy();
    return accuracy == null
        ? String.format(Locale.ROOT, "relative error %.5f", judgement.worstError())
        : String.format(
            Locale.ROOT, "accuracy %.4f, fp32 %.4f", accuracy.optimized(), accuracy.fp32());
  }

  /** Layers go back to fp32, the most harmful first. */
  private Candidate saveAccuracy(Attempt attempt, Candidate lossy)
      throws IOException, OrtException, StageException {
    List<String> worstFirst = byHarm(attempt, lossy.quantizedLayers());
    int step = Math.max(1, worstFirst.size() / STEPS);
    Candidate candidate = lossy;
    for (int kept = step; kept < worstFirst.size(); kept += step) {
      candidate = attempt.make(new LinkedHashSet<>(worstFirst.subList(0, kept)));
      if (allowed(judge.compare(builder.fp32(), candidate.file()))) {
        progress.say(
            "candidate "
                + candidate.name()
                + ": kept in fp32 for accuracy: "
                + candidate.keptInFp32());
        return candidate;
      }
    }
    return candidate;
  }

  /** Quantizes each layer alone and asks how far the outputs move. */
  private List<String> byHarm(Attempt attempt, List<String> layers)
      throws IOException, OrtException, StageException {
    Map<String, Double> harm = new HashMap<>();
    for (String layer : layers) {
      Set<String> others = new LinkedHashSet<>(layers);
      others.remove(layer);
      Candidate alone = attempt.make(others);
      harm.put(layer, judge.glance(builder.fp32(), alone.file()).worstError());
    }
    return layers.stream()
        .sorted(Comparator.comparing((String layer) -> -harm.get(layer)))
        .toList();
  }

  private Choice choose(Map<String, Candidate> candidates, Map<String, Judgement> judgements)
      throws IOException, OrtException, StageException {
    CandidateTimes times = judge.times(candidates);
    Map<String, Long> sizes = new HashMap<>();
    for (Candidate candidate : candidates.values()) {
      sizes.put(candidate.name(), ModelFiles.of(candidate.file()).bytes());
    }
    List<String> allowed =
        candidates.keySet().stream().filter(name -> allowed(judgements.get(name))).toList();
    String winner = winner(allowed, times, sizes);
    List<Trial> trials = new ArrayList<>();
    for (Candidate candidate : candidates.values()) {
      String name = candidate.name();
      Judgement judgement = judgements.get(name);
      Estimate speedup = times.speedup(name, FP32);
      trials.add(
          new Trial(
              name,
              candidate.recipe(),
              sizes.get(name),
              judgement.accuracy() == null ? null : judgement.accuracy().optimized(),
              judgement.worstError(),
              times.micros(name),
              speedup.value(),
              speedup.low(),
              speedup.high(),
              List.copyOf(candidate.keptInFp32()),
              name.equals(winner)
                  ? "chosen"
                  : allowed.contains(name) ? lost(name, times) : "loses too much"));
    }
    return new Choice(candidates.get(winner), trials);
  }

  private static String lost(String name, CandidateTimes times) {
    return name.equals(FP32) || times.isFaster(name, FP32)
        ? "slower or larger"
        : "not surely faster than fp32";
  }

  /**
   * What is surely faster than fp32 takes part; without any, fp32 stays. Of the fastest and those
   * that the rounds cannot tell from it, the smallest file wins.
   */
  private static String winner(
      List<String> allowed, CandidateTimes times, Map<String, Long> sizes) {
    List<String> faster =
        allowed.stream().filter(name -> !name.equals(FP32) && times.isFaster(name, FP32)).toList();
    if (faster.isEmpty()) {
      return FP32;
    }
    String fastest =
        faster.stream()
            .max(Comparator.comparing(name -> times.speedup(name, FP32).value()))
            .orElseThrow();
    return faster.stream()
        .filter(name -> name.equals(fastest) || !times.isFaster(fastest, name))
        .min(Comparator.comparing(sizes::get))
        .orElseThrow();
  }
}

package io.edge4j.maven.quantize;

import ai.onnxruntime.OrtException;
import io.edge4j.maven.measure.Estimate;
import io.edge4j.maven.stage.Progress;
import io.edge4j.maven.stage.StageException;
import io.edge4j.model.ModelFiles;
import io.edge4j.model.Recipe;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Builds candidates, measures what each costs in accuracy and what it takes in time, and takes the
 * fastest whose loss is allowed, and of equally fast ones the smallest; fp32 is one of them. Where
 * a candidate loses too much, the layers that hurt most go back to fp32 when that helps. A
 * candidate that does not build, load or run is dropped, whatever the reason: fp32 remains.
 */
final class AutoRecipe {
  private static final String FP32 = Recipe.FP32.label();
  private static final String FP16 = Recipe.FP16.label();

  /** How long one comparison on validation samples may take. */
  static final long COMPARISON_NANOS = 3_000_000_000L;

  /** How long a candidate that loses too much may be repaired. */
  private static final long RESTORING_NANOS = 8_000_000_000L;

  /** How long recipe static may try to lose less. */
  private static final long REFINING_NANOS = 5_000_000_000L;

  /** What is that much slower than the fastest at most may still win by its size. */
  private static final double AS_FAST = 1.03;

  /** An error of that share of another's at most is clearly smaller. */
  private static final double CLEARLY_SMALLER = 0.75;

  /** What a clearly smaller error may cost in size. */
  private static final double AS_SMALL = 1.1;

  private final CandidateBuilder builder;
  private final Judge judge;
  private final TimingPlace place;
  private final Progress progress;
  private final AllowedLoss loss;
  private final List<Trial> dropped = new ArrayList<>();

  /**
   * Prepares to choose.
   *
   * @param judge who knows nothing of the test split
   * @param place where candidates are timed
   */
  AutoRecipe(CandidateBuilder builder, Judge judge, TimingPlace place, Progress progress) {
    this.builder = builder;
    this.judge = judge;
    this.place = place;
    this.progress = progress;
    this.loss =
        new AllowedLoss(builder.options().maxAccuracyLoss(), builder.options().maxRelativeError());
  }

  /**
   * The winner, and how all did.
   *
   * @param chosen the candidate that becomes the result
   * @param trials one per candidate, those that were dropped last
   * @param decision why, in a line; null where nothing was decided
   * @param timedOn where the candidates were timed; null for the machine that the build runs on
   */
  record Choice(
      Candidate chosen, List<Trial> trials, @Nullable String decision, @Nullable String timedOn) {
    /** What was not chosen among others. */
    static Choice of(Candidate only) {
      return new Choice(only, List.of(), null, null);
    }
  }

  /** What recipe auto tries: how it is made, and what came of it. */
  private record Contestant(Candidate candidate, Judgement judgement) {}

  Choice choose() throws IOException, OrtException, StageException {
    Map<String, Contestant> contestants = new LinkedHashMap<>();
    Candidate fp32 = builder.untouched();
    judge.limit(fp32.file(), COMPARISON_NANOS);
    builder.limitRefining(REFINING_NANOS);
    contestants.put(FP32, new Contestant(fp32, judge.compare(fp32.file(), fp32.file())));
    for (RecipeMaker.Form form : builder.forms()) {
      attempt(form, contestants).ifPresent(made -> contestants.put(form.name(), made));
    }
    return decide(contestants);
  }

  private Optional<Contestant> attempt(RecipeMaker.Form form, Map<String, Contestant> contestants) {
    try {
      long start = System.nanoTime();
      Candidate made = form.make(Set.of());
      if (made.quantizedLayers().isEmpty()) {
        String line =
            new NothingQuantized(form.recipe(), made.nodes(), builder.canCalibrate()).line();
        drop(form, line);
        return Optional.empty();
      }
      Optional<Contestant> same =
          contestants.values().stream()
              .filter(other -> other.candidate().recipe() == form.recipe())
              .filter(other -> other.candidate().quantizes().equals(made.quantizes()))
              .findFirst();
      if (same.isPresent()) {
        drop(form, "it is the same as " + same.get().candidate().name());
        return Optional.empty();
      }
      Contestant first = new Contestant(made, judge.compare(builder.fp32(), made.file()));
      boolean repairable = AllowedLoss.isCompared(first.judgement());
      Contestant last =
          loss.permits(first.judgement()) || !repairable
              ? first
              : restored(form, first, System.nanoTime() - start).orElse(first);
      progress.say("candidate " + form.name() + ": " + loss.describe(last.judgement()));
      return Optional.of(last);
    } catch (OrtException | StageException | IOException | RuntimeException e) {
      drop(form, "it does not work: " + e.getMessage());
      return Optional.empty();
    }
  }

  private void drop(RecipeMaker.Form form, String reason) {
    progress.say("candidate " + form.name() + " is dropped: " + reason);
    dropped.add(Trial.dropped(form.name(), form.recipe(), reason));
  }

  /** The candidate with layers back in fp32, when that makes it lose no more than is allowed. */
  private Optional<Contestant> restored(RecipeMaker.Form form, Contestant lossy, long nanos)
      throws IOException, OrtException, StageException {
    LayerRestoring restoring =
        new LayerRestoring(new Judged(form), loss, RESTORING_NANOS, System::nanoTime);
    Optional<Candidate> candidate = restoring.restore(lossy.candidate(), nanos);
    if (candidate.isEmpty()) {
      return Optional.empty();
    }
    Candidate made = candidate.get();
    progress.say("candidate " + form.name() + ": kept in fp32 for accuracy: " + made.keptInFp32());
    return Optional.of(new Contestant(made, judge.compare(builder.fp32(), made.file())));
  }

  private final class Judged implements LayerRestoring.Attempt {
    private final RecipeMaker.Form form;

    Judged(RecipeMaker.Form form) {
      this.form = form;
    }

    @Override
    public Candidate make(Set<String> kept) throws IOException, OrtException, StageException {
      return form.make(kept);
    }

    @Override
    public Judgement judge(Candidate candidate) throws IOException, OrtException, StageException {
      return judge.compare(builder.fp32(), candidate.file());
    }

    @Override
    public void discard(Candidate candidate) throws IOException {
      builder.discard(candidate);
    }
  }

  private Choice decide(Map<String, Contestant> contestants)
      throws IOException, OrtException, StageException {
    TimingPlace.Timed timed = times(contestants);
    CandidateTimes times = timed.times();
    Map<String, Long> sizes = new HashMap<>();
    for (Contestant contestant : contestants.values()) {
      Candidate candidate = contestant.candidate();
      sizes.put(candidate.name(), ModelFiles.of(candidate.file()).bytes());
    }
    List<String> allowed =
        contestants.entrySet().stream()
            .filter(e -> e.getKey().equals(FP32) || loss.permits(e.getValue().judgement()))
            .map(Map.Entry::getKey)
            .toList();
    Map<String, Double> losses = new HashMap<>();
    contestants.forEach((name, made) -> losses.put(name, made.judgement().worstLoss()));
    String smallest = winner(allowed, times, sizes);
    String winner = withLastLayersInFp32(smallest, allowed, times, sizes, losses);
    List<Trial> trials = new ArrayList<>();
    contestants.forEach(
        (name, contestant) -> {
          Estimate speedup = times.speedup(name, FP32);
          String outcome =
              name.equals(winner)
                  ? Decision.CHOSEN
                  : name.equals(smallest)
                      ? "as fast, but its last layers add an error that " + winner + " has not"
                      : allowed.contains(name)
                          ? lost(name, speedup)
                          : loss.objection(contestant.judgement());
          trials.add(
              Trial.measured(
                  contestant.candidate(),
                  Objects.requireNonNull(sizes.get(name), name),
                  contestant.judgement(),
                  times.micros(name),
                  speedup,
                  outcome));
        });
    trials.addAll(dropped);
    Contestant taken = Objects.requireNonNull(contestants.get(winner));
    String decision = new Decision(trials).line(loss.describe(taken.judgement()));
    String where = timed.place();
    return new Choice(
        taken.candidate(),
        trials,
        where == null ? decision : decision + "; timed on " + where,
        where);
  }

  /** Times of all candidates; those with which that fails are dropped, and the rest goes on. */
  private TimingPlace.Timed times(Map<String, Contestant> contestants)
      throws IOException, OrtException, StageException {
    for (Contestant contestant : List.copyOf(contestants.values())) {
      Candidate candidate = contestant.candidate();
      try {
        judge.runOnce(candidate);
      } catch (OrtException e) {
        if (candidate.name().equals(FP32)) {
          throw e;
        }
        dropLate(candidate.name(), "it does not work: " + e.getMessage(), contestants);
      }
    }
    Map<String, Candidate> candidates = new LinkedHashMap<>();
    Map<String, Double> errors = new HashMap<>();
    contestants.forEach(
        (name, contestant) -> {
          candidates.put(name, contestant.candidate());
          contestant
              .judgement()
              .differences()
              .relativeError()
              .ifPresent(error -> errors.put(name, error));
        });
    TimingPlace.Timed timed = place.times(candidates, errors);
    timed.dropped().forEach((name, reason) -> dropLate(name, reason, contestants));
    return timed;
  }

  private void dropLate(String name, String reason, Map<String, Contestant> contestants) {
    Contestant gone = contestants.remove(name);
    if (gone != null) {
      dropped.add(Trial.dropped(name, gone.candidate().recipe(), reason));
    }
  }

  private static String lost(String name, Estimate speedup) {
    if (name.equals(FP16)) {
      return "it computes as fp32 does: only a smaller file that is no slower could win";
    }
    return name.equals(FP32) || speedup.low() > 1
        ? "slower or larger"
        : String.format(Locale.ROOT, "not surely faster than %s", FP32);
  }

  /**
   * What is surely faster than fp32 takes part; without any, what computes as fp32 does: fp32 and
   * fp16. Of the fastest and those that the rounds cannot tell from it, the smallest file wins. So
   * fp16, which runs fp32's kernels, never wins by a speed that the rounds show, which is noise.
   */
  static String winner(List<String> allowed, CandidateTimes times, Map<String, Long> sizes) {
    List<String> faster =
        allowed.stream()
            .filter(name -> !computesAsFp32(name) && times.isFaster(name, FP32))
            .toList();
    List<String> best =
        faster.isEmpty() ? allowed.stream().filter(AutoRecipe::computesAsFp32).toList() : faster;
    String fastest =
        faster.stream()
            .max(Comparator.comparing(name -> times.speedup(name, FP32).value()))
            .orElse(FP32);
    return best.stream()
        .filter(name -> name.equals(fastest) || asFast(name, fastest, times))
        .min(Comparator.comparing(sizes::get))
        .orElseThrow();
  }

  /**
   * Where recipe dynamic wins: whether its form with the last layers in fp32 is as fast, hardly
   * larger, and clearly nearer to fp32.
   */
  static String withLastLayersInFp32(
      String winner,
      List<String> allowed,
      CandidateTimes times,
      Map<String, Long> sizes,
      Map<String, Double> losses) {
    String body = DynamicMaker.BODY;
    return winner.equals(Recipe.DYNAMIC.label())
            && allowed.contains(body)
            && times.isFaster(body, FP32)
            && asFast(body, winner, times)
            && of(sizes, body) <= AS_SMALL * of(sizes, winner)
            && of(losses, body) <= CLEARLY_SMALLER * of(losses, winner)
        ? body
        : winner;
  }

  private static <T> T of(Map<String, T> figures, String name) {
    return Objects.requireNonNull(figures.get(name), name);
  }

  private static boolean computesAsFp32(String name) {
    return name.equals(FP32) || name.equals(FP16);
  }

  private static boolean asFast(String name, String fastest, CandidateTimes times) {
    return !times.isFaster(fastest, name) && times.speedup(fastest, name).value() <= AS_FAST;
  }
}

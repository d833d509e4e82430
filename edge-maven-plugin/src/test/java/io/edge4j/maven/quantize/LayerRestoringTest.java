package io.edge4j.maven.quantize;

import static org.assertj.core.api.Assertions.assertThat;

import io.edge4j.model.Recipe;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Layers go back to fp32 when that helps, and only as long as there is time. */
class LayerRestoringTest {
  private static final long TRIAL = 1_000;
  private static final AllowedLoss LOSS = new AllowedLoss(0.005, 0.1);

  private final Map<String, Double> harm = new HashMap<>();
  private final List<String> discarded = new ArrayList<>();
  private int trials;
  private long now;

  @Test
  void theHarmfulLayersGoBackAndNoOthers() throws Exception {
    layers(8, 0.01);
    harm.put("layer 2", 0.5);
    harm.put("layer 5", 0.3);

    Optional<Candidate> restored = restore(100);

    assertThat(restored)
        .hasValueSatisfying(
            candidate -> assertThat(candidate.keptInFp32()).containsExactly("layer 2", "layer 5"));
  }

  @Test
  void whereEveryLayerHurtsNothingIsGained() throws Exception {
    layers(6, 0.9);

    assertThat(restore(100)).isEmpty();
  }

  @Test
  void manyLayersGoBackInGroupsSoThatTheTimeSuffices() throws Exception {
    layers(200, 0.001);
    harm.put("layer 17", 0.7);

    Optional<Candidate> restored = restore(20);

    assertThat(trials).isLessThanOrEqualTo(20);
    assertThat(restored)
        .hasValueSatisfying(
            candidate ->
                assertThat(candidate.keptInFp32()).contains("layer 17").hasSizeLessThan(40));
  }

  @Test
  void withoutTimeNothingIsTried() throws Exception {
    layers(8, 0.5);

    assertThat(restore(1)).isEmpty();
    assertThat(trials).isZero();
  }

  @Test
  void whatIsNotNeededIsDeleted() throws Exception {
    layers(8, 0.01);
    harm.put("layer 2", 0.5);

    restore(100);

    assertThat(discarded).hasSize(trials - 1);
  }

  private void layers(int count, double each) {
    for (int i = 0; i < count; i++) {
      harm.put("layer " + i, each);
    }
  }

  /** Tries with time for so many trials. */
  private Optional<Candidate> restore(int affordable) throws Exception {
    return new LayerRestoring(new Made(), LOSS, affordable * TRIAL, () -> now)
        .restore(candidate(Set.of()), TRIAL);
  }

  private Candidate candidate(Set<String> kept) {
    List<NodeDecision> nodes = new ArrayList<>();
    for (int i = 0; i < harm.size(); i++) {
      String name = "layer " + i;
      nodes.add(
          new NodeDecision(
              name,
              "Gemm",
              kept.contains(name) ? NodeDecision.Outcome.SKIPPED : NodeDecision.Outcome.QUANTIZED,
              ""));
    }
    Path file = Path.of("made-" + trials);
    return new Candidate(
        "static", Recipe.STATIC, file, file, nodes, WeightedLayer.operators(), Set.of(), kept);
  }

  /** Errors of layers add up as independent ones do. */
  private final class Made implements LayerRestoring.Attempt {
    @Override
    public Candidate make(Set<String> kept) {
      trials++;
      now += TRIAL;
      return candidate(new LinkedHashSet<>(kept));
    }

    @Override
    public Judgement judge(Candidate candidate) {
      double squares =
          candidate.quantizedLayers().stream()
              .mapToDouble(layer -> harm.get(layer) * harm.get(layer))
              .sum();
      return Judgement.unlabelled(null, 1, TestDifferences.of(Math.sqrt(squares)));
    }

    @Override
    public void discard(Candidate candidate) {
      discarded.add(candidate.file().toString());
    }
  }
}

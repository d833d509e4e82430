package io.edge4j.maven.metric;

import io.edge4j.maven.compare.Differences;
import io.edge4j.maven.measure.Estimate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a variant answered, held against the labels and against what the others answered.
 *
 * @param variant its name
 * @param correctness on the test set; null without labels that are classes
 * @param classes that it gave, by sample; empty without labels that are classes
 * @param errors on the test set; null without labels that are values
 * @param differences from each other variant that ran on the same, by its name
 */
public record Answers(
    String variant,
    @Nullable Correctness correctness,
    List<Integer> classes,
    @Nullable PredictionErrors errors,
    Map<String, Differences> differences) {

  /** Samples whose outputs are compared, from the start of the test set: labels say more. */
  public static final int COMPARED = 512;

  public Answers {
    classes = List.copyOf(classes);
    differences = Map.copyOf(differences);
  }

  /** Of a variant of which nothing is known but that. */
  public static Answers none(String variant) {
    return new Answers(variant, null, List.of(), null, Map.of());
  }

  Optional<Estimate> accuracyLoss(Answers reference) {
    return correctness == null || reference.correctness == null
        ? Optional.empty()
        : Optional.of(correctness.loss(reference.correctness));
  }

  Optional<LossPower> lossPower(Answers reference) {
    return correctness == null || reference.correctness == null
        ? Optional.empty()
        : Optional.of(correctness.power(reference.correctness));
  }

  Optional<Double> error(Function<PredictionErrors, Double> figure) {
    return Optional.ofNullable(errors).map(figure).filter(Double::isFinite);
  }

  /**
   * By which share of the reference's the root mean square error is larger; empty also where the
   * reference has none.
   */
  Optional<Estimate> rmseIncrease(Answers reference) {
    if (errors == null || reference.errors == null) {
      return Optional.empty();
    }
    double own = errors.rmse();
    double other = reference.errors.rmse();
    double increase = own == other ? 0 : (own - other) / other;
    return Double.isFinite(increase) ? Optional.of(Estimate.exact(increase)) : Optional.empty();
  }

  Optional<Estimate> relativeError(Answers reference) {
    return difference(reference, Differences::relativeError);
  }

  Optional<Estimate> cosine(Answers reference) {
    return difference(reference, Differences::cosine);
  }

  /** The share of samples with the same class, or without classes of values that are equal. */
  Optional<Estimate> agreement(Answers reference) {
    if (classes.isEmpty() || classes.size() != reference.classes.size()) {
      return difference(reference, Differences::agreement);
    }
    int same = 0;
    for (int i = 0; i < classes.size(); i++) {
      same += classes.get(i).equals(reference.classes.get(i)) ? 1 : 0;
    }
    return Optional.of(Estimate.exact((double) same / classes.size()));
  }

  private Optional<Estimate> difference(
      Answers reference, Function<Differences, OptionalDouble> figure) {
    Differences found = differences.get(reference.variant);
    if (found == null) {
      return Optional.empty();
    }
    OptionalDouble value = figure.apply(found);
    return value.isPresent() ? Optional.of(Estimate.exact(value.getAsDouble())) : Optional.empty();
  }
}

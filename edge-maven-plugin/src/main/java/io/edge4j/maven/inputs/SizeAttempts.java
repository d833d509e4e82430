package io.edge4j.maven.inputs;

import io.edge4j.model.Fact;
import io.edge4j.model.InputContract;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Sizes to try for the dimensions of a model whose size nobody said, until the model runs. Samples
 * are counted one at a time, and all other dimensions have one size, but for height and width.
 */
public final class SizeAttempts {
  /** One attempt: samples, height and width, and every other dimension. */
  private record Attempt(long batch, long image, long other) {}

  /** Small ones first: what runs at 8 need not run at 512. */
  private static final List<Attempt> ATTEMPTS =
      List.of(
          new Attempt(1, 224, 8),
          new Attempt(2, 224, 2),
          new Attempt(1, 256, 1),
          new Attempt(1, 64, 16),
          new Attempt(1, 32, 32),
          new Attempt(1, 320, 64),
          new Attempt(1, 128, 128),
          new Attempt(1, 512, 224),
          new Attempt(1, 640, 256),
          new Attempt(1, 16, 320),
          new Attempt(1, 8, 512));

  private final InputContract contract;
  private final Set<String> open;

  public SizeAttempts(InputContract contract) {
    this.contract = contract;
    this.open = contract.unsettledDimensions();
  }

  /** Whether there is anything to try. */
  public boolean isEmpty() {
    return open.isEmpty();
  }

  /**
   * The contract with sizes for all dimensions, in the order in which to try; just itself where
   * nothing is open.
   */
  public List<InputContract> contracts() {
    Set<Map<String, Long>> distinct = new LinkedHashSet<>();
    Set<String> batch = contract.batchDimensions();
    Set<String> image = contract.imageDimensions();
    for (Attempt attempt : ATTEMPTS) {
      Map<String, Long> sizes = new LinkedHashMap<>();
      for (String dimension : open) {
        sizes.put(
            dimension,
            batch.contains(dimension)
                ? attempt.batch()
                : image.contains(dimension) ? attempt.image() : attempt.other());
      }
      distinct.add(sizes);
    }
    return distinct.stream().map(this::with).toList();
  }

  private InputContract with(Map<String, Long> sizes) {
    InputContract chosen = contract;
    for (Map.Entry<String, Long> size : sizes.entrySet()) {
      chosen =
          chosen.withSizes(
              size.getKey(), Fact.assumed(List.of(size.getValue()), reason(size.getKey())));
    }
    return chosen;
  }

  private String reason(String dimension) {
    return contract.batchDimensions().contains(dimension)
        ? "samples are run one by one where the model allows it"
        : "the first of " + tried(dimension) + " that the model takes";
  }

  /** The sizes that a dimension gets in turn, for example {@code 8, 2, 1, 16}. */
  private String tried(String dimension) {
    boolean batch = contract.batchDimensions().contains(dimension);
    boolean image = contract.imageDimensions().contains(dimension);
    return ATTEMPTS.stream()
        .map(a -> batch ? a.batch() : image ? a.image() : a.other())
        .distinct()
        .map(String::valueOf)
        .collect(Collectors.joining(", "));
  }

  /**
   * What to say when the model took none of them: what was tried, and the parameter that settles
   * it.
   */
  public String failure() {
    return "it ran with none of the sizes that were tried for the dimensions that it leaves open: "
        + open.stream()
            .map(dimension -> dimension + " " + tried(dimension))
            .collect(Collectors.joining("; "))
        + ". Say them in the pom: "
        + remedy();
  }

  private String remedy() {
    List<String> named = open.stream().filter(SizeAttempts::canBeAnElement).toList();
    Stream<String> unnamed =
        contract.inputs().stream()
            .filter(
                input ->
                    InputContract.of(List.of(input.tensor())).openDimensions().stream()
                        .anyMatch(name -> open.contains(name) && !canBeAnElement(name)))
            .map(
                input ->
                    "<inputs><input><name>"
                        + input.name()
                        + "</name><shape>...</shape></input></inputs> with "
                        + input.tensor().dims().size()
                        + " sizes");
    Stream<String> symbols =
        named.isEmpty()
            ? Stream.of()
            : Stream.of(
                named.stream()
                    .map(name -> "<" + name + ">...</" + name + ">")
                    .collect(Collectors.joining("", "<dimensions>", "</dimensions>")));
    return Stream.concat(symbols, unnamed).collect(Collectors.joining(", "));
  }

  /** A symbol that XML takes as the name of an element. */
  private static boolean canBeAnElement(String dimension) {
    return dimension.matches("[A-Za-z_][A-Za-z0-9_.-]*");
  }
}

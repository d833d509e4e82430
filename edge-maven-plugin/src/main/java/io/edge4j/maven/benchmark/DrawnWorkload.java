package io.edge4j.maven.benchmark;

import io.edge4j.maven.inputs.InputLines;
import io.edge4j.model.DrawnInputs;
import io.edge4j.model.ElementType;
import io.edge4j.model.InputContract;
import io.edge4j.model.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;

/**
 * Seeded tensors for any number of inputs of any type, through {@code Predictor.run}. Every fork
 * draws them anew, since the same seed gives the same bits on every JVM.
 *
 * @param model one of those that take these inputs
 * @param contract what the model takes, with a size for every dimension
 * @param batches whether it takes several samples in a run; otherwise they are run one by one
 */
record DrawnWorkload(Path model, InputContract contract, boolean batches) implements Workload {
  static final long SEED = 42;

  /** Bytes of all that is drawn for a variant: what is no more than a share of a fork's heap. */
  static final long MOST_BYTES = 32L << 20;

  /** Engines must not see one input over and over. */
  static final int FEWEST = 2;

  @Override
  public List<Long> shape() {
    return List.of();
  }

  @Override
  public IntSupplier first(Variant variant, Subject subject) {
    Map<String, Tensor> inputs = new DrawnInputs(contract, variant.sizes(), SEED).draw();
    return () -> subject.run(inputs);
  }

  @Override
  public List<IntSupplier> runs(Variant variant, Subject subject, int batchSize) {
    Map<String, Long> sizes =
        batches && batchSize > 1 ? batched(variant.sizes(), batchSize) : variant.sizes();
    int repeats = batches ? 1 : batchSize;
    List<IntSupplier> runs = new ArrayList<>();
    for (int i = 0; i < count(sizes); i++) {
      Map<String, Tensor> inputs = new DrawnInputs(contract, sizes, SEED + i).draw();
      runs.add(
          () -> {
            int sink = 0;
            for (int run = 0; run < repeats; run++) {
              sink += subject.run(inputs);
            }
            return sink;
          });
    }
    return runs;
  }

  private Map<String, Long> batched(Map<String, Long> sizes, int batchSize) {
    Map<String, Long> batched = new LinkedHashMap<>(sizes);
    contract.batchDimensions().forEach(dimension -> batched.put(dimension, (long) batchSize));
    return batched;
  }

  /** How many different inputs are drawn. */
  private int count(Map<String, Long> sizes) {
    double bytes = 1;
    for (InputContract.Input input : contract.inputs()) {
      int bits = input.tensor().elementType().map(ElementType::bits).orElse(0);
      double values = 1;
      for (long size : contract.shape(input, sizes)) {
        values *= size;
      }
      bytes += values * bits / Byte.SIZE;
    }
    return (int) Math.max(FEWEST, Math.min(Inputs.COUNT, MOST_BYTES / bytes));
  }

  @Override
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("random inputs from a fixed seed: there was no dataset");
    lines.addAll(InputLines.of(contract));
    return lines;
  }
}

package io.edge4j.maven.benchmark;

import io.edge4j.maven.dataset.TensorSamples;
import io.edge4j.maven.stage.TensorFile;
import io.edge4j.model.ElementType;
import io.edge4j.model.InputContract;
import io.edge4j.model.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;

/**
 * Test samples for any number of inputs of any type, through {@code Predictor.run}. Where a run is
 * of several, they are run one by one.
 *
 * @param samples a tensor for each input, of a run of one sample
 * @param lines what the report says of them
 */
record SampledTensors(List<Map<String, Tensor>> samples, List<String> lines) implements Workload {

  SampledTensors {
    samples = List.copyOf(samples);
    lines = List.copyOf(lines);
  }

  /**
   * The first samples of a test set, as many as a fork's heap has a share for.
   *
   * @param contract with the sizes of the samples
   */
  static SampledTensors of(TensorSamples test, InputContract contract) {
    List<Map<String, Tensor>> samples = new ArrayList<>();
    long bytes = 0;
    for (int i = 0; i < Math.min(Inputs.COUNT, test.size()); i++) {
      Map<String, Tensor> sample = test.tensors(i);
      bytes += sample.values().stream().mapToLong(SampledTensors::bytes).sum();
      if (samples.size() >= DrawnWorkload.FEWEST && bytes > DrawnWorkload.MOST_BYTES) {
        break;
      }
      samples.add(sample);
    }
    List<String> lines = new ArrayList<>();
    lines.add("the first " + samples.size() + " test samples, prepared before timing");
    Map<String, Long> sizes = contract.sizeSets().get(0);
    contract
        .inputs()
        .forEach(input -> lines.add("input " + InputContract.shapeText(input.tensor(), sizes)));
    return new SampledTensors(samples, lines);
  }

  private static long bytes(Tensor tensor) {
    ElementType type = tensor.elementType();
    long count = tensor.shape().stream().reduce(1L, (a, b) -> a * b);
    return count * Math.max(1, type.bits() / Byte.SIZE);
  }

  @Override
  public List<Long> shape() {
    return List.of();
  }

  @Override
  public IntSupplier first(Variant variant, Subject subject) {
    return () -> subject.run(samples.get(0));
  }

  @Override
  public List<IntSupplier> runs(Variant variant, Subject subject, int batchSize) {
    List<IntSupplier> runs = new ArrayList<>();
    for (int first = 0; first < samples.size(); first += batchSize) {
      List<Map<String, Tensor>> batch = new ArrayList<>();
      for (int i = 0; i < batchSize; i++) {
        batch.add(samples.get((first + i) % samples.size()));
      }
      runs.add(
          () -> {
            int sink = 0;
            for (Map<String, Tensor> sample : batch) {
              sink += subject.run(sample);
            }
            return sink;
          });
    }
    return runs;
  }

  void write(Path file) throws IOException {
    TensorFile.write(file, samples);
  }

  static SampledTensors read(Path file) throws IOException {
    return new SampledTensors(TensorFile.read(file), List.of());
  }
}

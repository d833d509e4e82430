package io.edge4j.maven.train;

import ai.djl.MalformedModelException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.edge4j.maven.dataset.Spread;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;

/**
 * A network that learnt from standardised numbers, between the arithmetic that lets it take and
 * give raw ones: {@code (raw - mean) / std} before it, {@code value * std + mean} after it. An
 * export has the same as nodes.
 *
 * <p>Its file is the network's own.
 */
final class RawValuesBlock extends SequentialBlock {
  private final Block network;

  private RawValuesBlock(Block network) {
    this.network = network;
  }

  /**
   * Puts the arithmetic around a network, or nothing where nothing is standardised.
   *
   * @param manager owns the means and deviations
   */
  static Block around(Block network, Standardisation standardisation, NDManager manager) {
    if (standardisation.isNone()) {
      return network;
    }
    RawValuesBlock block = new RawValuesBlock(network);
    if (!standardisation.columns().isEmpty()) {
      block.addChildBlock("Standardise", new Standardise(standardisation.columns(), manager));
    }
    block.addChildBlock("Network", network);
    if (standardisation.target() != null) {
      block.addChildBlock("Restore", new Restore(standardisation.target(), manager));
    }
    return block;
  }

  @Override
  public boolean isInitialized() {
    return network.isInitialized();
  }

  @Override
  public PairList<String, Shape> describeInput() {
    return network.describeInput();
  }

  @Override
  public void saveParameters(DataOutputStream out) throws IOException {
    network.saveParameters(out);
  }

  @Override
  public void loadParameters(NDManager manager, DataInputStream in)
      throws IOException, MalformedModelException {
    network.loadParameters(manager, in);
  }

  /** Arithmetic with means and deviations that training leaves alone. */
  private abstract static class Arithmetic extends AbstractBlock {
    private final Parameter mean;
    private final Parameter std;

    Arithmetic(List<Spread> spreads, NDManager manager) {
      float[] means = new float[spreads.size()];
      float[] stds = new float[spreads.size()];
      for (int i = 0; i < means.length; i++) {
        means[i] = (float) spreads.get(i).mean();
        stds[i] = (float) spreads.get(i).std();
      }
      mean = addParameter(fixed("mean", manager.create(means)));
      std = addParameter(fixed("std", manager.create(stds)));
    }

    private static Parameter fixed(String name, NDArray values) {
      return Parameter.builder()
          .setName(name)
          .setType(Parameter.Type.OTHER)
          .optRequiresGrad(false)
          .optArray(values)
          .build();
    }

    @Override
    protected NDList forwardInternal(
        ParameterStore parameters,
        NDList inputs,
        boolean training,
        PairList<String, Object> arguments) {
      NDArray values = inputs.singletonOrThrow();
      return new NDList(
          of(
              values,
              parameters.getValue(mean, values.getDevice(), training),
              parameters.getValue(std, values.getDevice(), training)));
    }

    abstract NDArray of(NDArray values, NDArray means, NDArray stds);

    @Override
    public Shape[] getOutputShapes(Shape[] shapes) {
      return shapes;
    }
  }

  private static final class Standardise extends Arithmetic {
    Standardise(List<Spread> columns, NDManager manager) {
      super(columns, manager);
    }

    @Override
    NDArray of(NDArray values, NDArray means, NDArray stds) {
      return values.sub(means).div(stds);
    }
  }

  private static final class Restore extends Arithmetic {
    Restore(Spread target, NDManager manager) {
      super(List.of(target), manager);
    }

    @Override
    NDArray of(NDArray values, NDArray means, NDArray stds) {
      return values.mul(stds).add(means);
    }
  }
}

package io.edge4j.maven.quantize;

import io.edge4j.maven.onnx.Constants;
import io.edge4j.maven.onnx.Initializer;
import io.edge4j.maven.onnx.Model;
import io.edge4j.maven.onnx.Node;
import io.edge4j.maven.onnx.ValueNames;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * Moves factors between layers, channel by channel, so that all channels use the eight bits of a
 * value about as well, while the model computes what it did before (Nagel et al., "Data-Free
 * Quantization Through Weight Equalization and Bias Correction", 2019).
 *
 * <p>A channel of a {@link ChannelGroup} is divided by {@code s = sqrt(r1 / r2)}: {@code r2} is the
 * range of the weights that read it, {@code r1} that of the weights that make it, each as a share
 * of the largest. Layers are in two groups, one before and one behind them, so that is done until
 * nothing changes.
 */
final class CrossLayerEqualization {
  private static final int ROUNDS = 40;

  /** Factors nearer to 1 than that change nothing. */
  private static final double SETTLED = 1e-3;

  /** All factors of a channel together: channels that hardly matter are not blown up. */
  private static final double LARGEST = 1 << 10;

  private final Model model;
  private final List<ChannelGroup> groups;

  CrossLayerEqualization(Model model) throws IOException {
    this.model = model;
    this.groups = ChannelGroups.of(model);
  }

  /** How many groups of layers share channels that can be scaled. */
  int groups() {
    return groups.size();
  }

  /** Changes the model. */
  void apply() throws IOException {
    IdentityHashMap<ChannelGroup, double[]> factors = new IdentityHashMap<>();
    boolean moving = true;
    for (int round = 0; round < ROUNDS && moving; round++) {
      moving = false;
      for (ChannelGroup group : groups) {
        moving |= balance(group, factors.computeIfAbsent(group, g -> ones(g.channels())));
      }
    }
    write();
  }

  /** Whether a factor changed by more than nothing. */
  private static boolean balance(ChannelGroup group, double[] factors) {
    float[] made = made(group);
    float[] read = read(group);
    double mostMade = largest(made);
    double mostRead = largest(read);
    boolean moving = false;
    for (int i = 0; i < factors.length; i++) {
      double wanted = factors[i] * factor(made[i] / mostMade, read[i] / mostRead);
      double allowed = Math.max(1 / LARGEST, Math.min(LARGEST, wanted));
      moving |= Math.abs(Math.log(allowed / factors[i])) > SETTLED;
      scale(group, i, allowed / factors[i]);
      factors[i] = allowed;
    }
    return moving;
  }

  private static float[] made(ChannelGroup group) {
    float[] ranges = new float[group.channels()];
    for (EqualizedLayer maker : group.makers()) {
      float[] peaks = maker.outputPeaks();
      for (int i = 0; i < ranges.length; i++) {
        ranges[i] = Math.max(ranges[i], peaks[i]);
      }
    }
    return ranges;
  }

  private static double largest(float... ranges) {
    double largest = 0;
    for (float range : ranges) {
      largest = Math.max(largest, range);
    }
    return largest;
  }

  private static double[] ones(int length) {
    double[] ones = new double[length];
    Arrays.fill(ones, 1);
    return ones;
  }

  /** A channel that is nothing on one side stays as it is. */
  private static double factor(double made, double read) {
    return made > 0 && read > 0 ? Math.sqrt(made / read) : 1;
  }

  private static float[] read(ChannelGroup group) {
    float[] ranges = new float[group.channels()];
    for (ChannelGroup.Reader reader : group.readers()) {
      float[] peaks = reader.layer().inputPeaks();
      for (int i = 0; i < peaks.length; i++) {
        ranges[i / reader.width()] = Math.max(ranges[i / reader.width()], peaks[i]);
      }
    }
    return ranges;
  }

  private static void scale(ChannelGroup group, int channel, double factor) {
    group.makers().forEach(maker -> maker.divideOutput(channel, factor));
    for (ChannelGroup.Reader reader : group.readers()) {
      for (int i = 0; i < reader.width(); i++) {
        reader.layer().multiplyInput(channel * reader.width() + i, factor);
      }
    }
  }

  private void write() throws IOException {
    ValueNames names = new ValueNames(model);
    Set<String> orphans = new HashSet<>();
    Set<EqualizedLayer> changed = Collections.newSetFromMap(new IdentityHashMap<>());
    for (ChannelGroup group : groups) {
      changed.addAll(group.makers());
      group.readers().forEach(reader -> changed.add(reader.layer()));
    }
    for (Node node : model.graph().nodes()) {
      for (EqualizedLayer layer : changed) {
        if (layer.node() == node) {
          replace(node, 1, layer.weight(), names, orphans);
          Initializer bias = layer.bias();
          if (bias != null) {
            replace(node, 2, bias, names, orphans);
          }
        }
      }
    }
    Constants.removeUnread(model, orphans);
  }

  private void replace(
      Node node, int input, Initializer values, ValueNames names, Set<String> orphans) {
    orphans.add(node.input(input));
    Initializer named = values.named(names.fresh(node.input(input) + "_equal"));
    model.graph().addInitializer(named);
    node.setInput(input, named.name());
  }
}

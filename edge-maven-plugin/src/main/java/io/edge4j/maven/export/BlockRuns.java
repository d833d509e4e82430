package io.edge4j.maven.export;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Runs a block with sizes near its examples and far from them, and keeps what came out of the runs
 * that computed it, so that the exported model can be compared on the same inputs.
 */
final class BlockRuns implements AutoCloseable {
  private static final long SEED = 17;

  /**
   * Bytes of results up to which a run far from the examples computes them; one that has no more
   * than the examples always does.
   */
  private static final long LARGEST_COMPUTED = 1L << 26;

  /**
   * Bytes up to which a run is made at all if values decide its shapes, so that it must compute.
   */
  private static final long LARGEST_WITH_VALUES = 1L << 29;

  /**
   * A run that was computed.
   *
   * @param seed of its inputs
   */
  record Kept(AxisSizes sizes, long seed, NDList outputs) {}

  private final Block block;
  private final List<InputSpec> specs;
  private final OperatorTable table;
  private final SizePlan plan;
  private final TraceInputs inputs;
  private final ShapeRules rules = new ShapeRules();
  private final BlockState state;
  private final NDManager outputs = NDManager.newBaseManager();
  private final List<Kept> kept = new ArrayList<>();
  private final Set<AxisSizes> impossible = new LinkedHashSet<>();
  private final List<String> notCompared = new ArrayList<>();

  BlockRuns(Block block, List<InputSpec> specs, OperatorTable table) {
    this.block = block;
    this.specs = specs;
    this.table = table;
    plan = new SizePlan(specs);
    inputs = new TraceInputs(specs);
    state = BlockState.of(block);
  }

  SizePlan plan() {
    return plan;
  }

  /** Sizes that the block does not run with. */
  Set<AxisSizes> impossible() {
    return impossible;
  }

  List<Kept> kept() {
    return kept;
  }

  /** What the comparison leaves open, a sentence each. */
  List<String> notCompared() {
    return notCompared;
  }

  /** The inputs of a run that was kept. */
  NDList inputs(Kept run, NDManager manager) {
    return inputs.of(run.sizes(), run.seed(), manager);
  }

  /** What the block itself answers to inputs of the caller's. */
  NDList outputs(NDList given, NDManager manager) {
    try {
      return Tracer.compute(block, specs, given, manager, table::has);
    } finally {
      state.restoreArrays();
    }
  }

  /**
   * Runs the block with all planned sizes. The first trace is that of the examples; those in which
   * one axis alone is far from its example follow.
   *
   * @param manager owns the traces' arrays
   * @throws ExportException when it does not run with sizes next to the examples
   * @throws UnsupportedCall when it calls what cannot be recorded
   */
  List<Trace> traces(NDManager manager) throws ExportException {
    List<Trace> near = new ArrayList<>();
    for (AxisSizes sizes : plan.near()) {
      near.add(required(sizes, near.size(), manager));
    }
    List<Trace> traces = new ArrayList<>();
    traces.add(near.get(0));
    for (List<AxisSizes> alternatives : plan.far()) {
      for (AxisSizes sizes : alternatives) {
        Optional<Trace> trace = attempt(sizes, near.get(0), manager);
        if (trace.isPresent()) {
          traces.add(trace.get());
          break;
        }
      }
    }
    traces.addAll(near.subList(1, near.size()));
    return withoutRemovedAxes(traces);
  }

  /** Runs the block with sizes that may be too much for it; empty when they are. */
  Optional<Trace> attempt(AxisSizes sizes, Trace examples, NDManager manager) {
    double bytes = examples.bytes();
    for (int axis = 0; axis < sizes.sizes().size(); axis++) {
      bytes *= (double) sizes.sizes().get(axis) / examples.axisSizes().sizes().get(axis);
    }
    boolean sketching =
        bytes > Math.max(LARGEST_COMPUTED, examples.bytes()) && !examples.hasValueSizes();
    if (examples.hasValueSizes() && bytes > LARGEST_WITH_VALUES) {
      impossible.add(sizes);
      notCompared.add("nothing was run with " + sizes + ", which is too large");
      return Optional.empty();
    }
    try {
      Trace trace = run(sizes, SEED + 100 + kept.size(), sketching, manager);
      if (sketching) {
        notCompared.add("with " + sizes + " only shapes were compared, it is large");
      }
      return Optional.of(trace);
    } catch (UnsupportedCall e) {
      throw new UnsupportedCall(
          e.getMessage()
              + " (it is called with "
              + sizes
              + " and not with "
              + examples.axisSizes()
              + ")");
    } catch (BlockFailure e) {
      impossible.add(sizes);
      notCompared.add("the block itself does not run with " + sizes + " (" + e.getMessage() + ")");
      return Optional.empty();
    }
  }

  /**
   * Leaves those runs out that only differ because DJL's own code removes an axis of size one
   * wherever it is, as {@code BertBlock} does with a batch of one: the model keeps the axis then,
   * with the same numbers. In code of the project it is refused like any other decision.
   */
  private List<Trace> withoutRemovedAxes(List<Trace> traces) {
    List<Trace> others = new ArrayList<>();
    for (Trace trace : traces) {
      if (trace.axisSizes().sizes().contains(1L)
          && TraceMerger.differsByRemovedAxis(traces.get(0), trace)) {
        impossible.add(trace.axisSizes());
        kept.removeIf(run -> run.sizes().equals(trace.axisSizes()));
        notCompared.add(
            "with "
                + trace.axisSizes()
                + " DJL's own code removes the axis of size one; the model keeps it");
      } else {
        others.add(trace);
      }
    }
    return others;
  }

  /**
   * Runs the examples once more, after all the others.
   *
   * @throws UnsupportedCall when the block does not do the same as the first time
   */
  void requireStateless(Trace first, NDManager manager) {
    Kept before = kept.get(0);
    Trace again;
    try {
      again = run(before.sizes(), before.seed(), /* sketching= */ false, manager);
      Kept after = kept.remove(kept.size() - 1);
      TraceMerger.requireSame(first, again);
      for (int i = 0; i < before.outputs().size(); i++) {
        if (!Parity.isSame(before.outputs().get(i), after.outputs().get(i))) {
          throw new UnsupportedCall("output " + i + " has other numbers");
        }
      }
    } catch (UnsupportedCall | BlockFailure e) {
      throw new UnsupportedCall(
          "the block keeps state between calls: the same inputs do not give the same a second time ("
              + e.getMessage()
              + "). A model answers from its inputs alone; let the block take the state as an input,"
              + " and return it as an output");
    }
  }

  /**
   * Runs the block itself, over the engine's own arrays, on the smallest inputs that it was traced
   * with: what it makes of them must not depend on who watches, nor on what it was called with
   * before.
   *
   * @throws UnsupportedCall when it does
   */
  void requireSameUnwatched() {
    Kept traced = kept.get(0);
    for (Kept run : kept) {
      if (elements(run.sizes()) < elements(traced.sizes())) {
        traced = run;
      }
    }
    if (computesOtherThan(traced, traced.seed())) {
      throw new UnsupportedCall(
          "the block computes something else when its calls are recorded, with "
              + traced.sizes()
              + ": it asks for the class of an array, changes arrays in a way that cannot be seen, or"
              + " keeps state between calls. Compute with the methods of NDArray only, and return"
              + " new arrays");
    }
    if (computesOtherThan(traced, traced.seed() + 1, traced.seed())) {
      throw new UnsupportedCall(
          "the block keeps state between calls: what it was called with before changes its answer,"
              + " with "
              + traced.sizes()
              + ". A model answers from its inputs alone; let the block take the state as an input,"
              + " and return it as an output");
    }
  }

  /** Whether the last of several calls, each with inputs of its own, gives something else. */
  private boolean computesOtherThan(Kept traced, long... seeds) {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDList computed = new NDList();
      for (long seed : seeds) {
        NDList given = inputs.of(traced.sizes(), seed, manager);
        computed = block.forward(new ParameterStore(manager, false), given, false);
      }
      boolean same = computed.size() == traced.outputs().size();
      for (int i = 0; same && i < computed.size(); i++) {
        same = Parity.isSame(traced.outputs().get(i), computed.get(i));
      }
      return !same;
    } catch (RuntimeException e) {
      throw new UnsupportedCall(
          "the block runs when its calls are recorded, and not by itself, with "
              + traced.sizes()
              + ": "
              + e.getMessage());
    } finally {
      state.restoreArrays();
    }
  }

  private static double elements(AxisSizes sizes) {
    return sizes.sizes().stream().mapToDouble(Long::doubleValue).reduce(1, (a, b) -> a * b);
  }

  private Trace required(AxisSizes sizes, int index, NDManager manager) throws ExportException {
    try {
      return run(sizes, SEED + index, /* sketching= */ false, manager);
    } catch (BlockFailure e) {
      List<?> shapes;
      try (NDManager scope = NDManager.newBaseManager()) {
        shapes = List.of(inputs.of(sizes, SEED, scope).getShapes());
      }
      throw new ExportException(
          "the block does not run for inference on inputs of shapes "
              + shapes
              + ", in "
              + e.getMessage()
              + (e.getCause() instanceof UnsupportedOperationException
                  ? ": DJL's PyTorch engine lacks the call; build the block from others"
                  : index == 0
                      ? ". Give the shapes that it was initialized with"
                      : ". It ran with others before: fix the axis that it cannot vary, or say of which"
                          + " number it is a multiple (InputSpec.multipleOf)"),
          e);
    }
  }

  private Trace run(AxisSizes sizes, long seed, boolean sketching, NDManager manager) {
    try {
      Tracer.Run run =
          Tracer.run(
              block,
              specs,
              sketching ? inputs.zeros(sizes, manager) : inputs.of(sizes, seed, manager),
              sizes,
              manager,
              table::has,
              rules,
              sketching);
      if (!sketching) {
        kept.add(new Kept(sizes, seed, copies(run.outputs())));
      }
      return run.trace();
    } finally {
      state.restoreArrays();
    }
  }

  /** An output may be a view of an input, whose memory goes with the inputs. */
  private NDList copies(NDList computed) {
    NDList copies = new NDList();
    for (NDArray output : computed) {
      NDArray copy = output.duplicate();
      copy.attach(outputs);
      copies.add(copy);
    }
    return copies;
  }

  @Override
  public void close() {
    state.restore();
    outputs.close();
  }
}

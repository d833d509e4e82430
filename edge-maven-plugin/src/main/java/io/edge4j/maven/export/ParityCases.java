package io.edge4j.maven.export;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.List;

/** Inputs on which both engines are compared, and what PyTorch answers to them. */
interface ParityCases {

  int count();

  /** Inputs in the block's order, the same numbers each time. */
  NDList inputs(int index, NDManager manager);

  /** PyTorch's outputs; owned by the manager, or by whoever knew them before. */
  NDList outputs(int index, NDManager manager);

  /** The runs that the graph was made from, whose outputs are known. */
  static ParityCases of(BlockRuns runs) {
    List<BlockRuns.Kept> kept = List.copyOf(runs.kept());
    return new ParityCases() {
      @Override
      public int count() {
        return kept.size();
      }

      @Override
      public NDList inputs(int index, NDManager manager) {
        return runs.inputs(kept.get(index), manager);
      }

      @Override
      public NDList outputs(int index, NDManager manager) {
        return kept.get(index).outputs();
      }
    };
  }

  /** Inputs of the caller's, which the block is run on. */
  static ParityCases of(ParityData data, BlockRuns runs) {
    return new ParityCases() {
      @Override
      public int count() {
        return data.batches();
      }

      @Override
      public NDList inputs(int index, NDManager manager) {
        return data.batch(index, manager);
      }

      @Override
      public NDList outputs(int index, NDManager manager) {
        try (NDManager scope = NDManager.newBaseManager()) {
          NDList copies = new NDList();
          for (var output : runs.outputs(data.batch(index, scope), scope)) {
            // A copy: an output may be a view of an input, whose memory goes with the inputs.
            var copy = output.duplicate();
            copy.attach(manager);
            copies.add(copy);
          }
          return copies;
        }
      }
    };
  }
}

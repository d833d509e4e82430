package io.edge4j.maven.export;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;

/** Inputs on which PyTorch and ONNX Runtime are compared, in batches of several sizes. */
public interface ParityData {

  /** How many batches there are. */
  int batches();

  /**
   * One batch, the inputs in the block's order; owned by the manager. Each engine asks for it once,
   * and both must get the same numbers.
   */
  NDList batch(int index, NDManager manager);
}

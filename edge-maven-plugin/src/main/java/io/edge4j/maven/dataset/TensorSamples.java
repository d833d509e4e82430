package io.edge4j.maven.dataset;

import io.edge4j.model.Tensor;
import java.util.Map;

/** Samples as the inputs of a model take them, whatever these are. */
public interface TensorSamples extends Split {

  /** One sample: for each input of the model, by its name, the tensor of a run of one sample. */
  Map<String, Tensor> tensors(int index);

  /**
   * Some of these samples.
   *
   * @param indices of the samples, in the order that they shall have
   */
  default TensorSamples subset(int[] indices) {
    TensorSamples whole = this;
    return new TensorSamples() {
      @Override
      public int size() {
        return indices.length;
      }

      @Override
      public boolean isLabelled() {
        return whole.isLabelled();
      }

      @Override
      public int label(int index) {
        return whole.label(indices[index]);
      }

      @Override
      public float target(int index) {
        return whole.target(indices[index]);
      }

      @Override
      public Map<String, Tensor> tensors(int index) {
        return whole.tensors(indices[index]);
      }
    };
  }
}

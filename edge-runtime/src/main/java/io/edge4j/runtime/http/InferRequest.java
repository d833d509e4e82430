package io.edge4j.runtime.http;

import io.edge4j.model.Tensor;
import java.util.Map;
import java.util.Optional;

/**
 * What an inference request of the Open Inference Protocol asks for.
 *
 * @param id echoed in the answer
 * @param inputs by name
 * @param outputs those that are wanted, in the order of the request, and whether as binary data;
 *     empty for all of the model's
 * @param binary whether outputs are wanted as binary data where {@code outputs} does not say
 */
record InferRequest(
    Optional<String> id,
    Map<String, Tensor> inputs,
    Map<String, Optional<Boolean>> outputs,
    boolean binary) {

  /** Whether an output is wanted as binary data. */
  boolean isBinary(String output) {
    return outputs.getOrDefault(output, Optional.empty()).orElse(binary);
  }
}

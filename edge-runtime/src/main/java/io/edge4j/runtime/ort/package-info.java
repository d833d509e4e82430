/**
 * Tensors over the border to ONNX Runtime's Java interface and back, for whoever has a session of
 * his own.
 */
@NullMarked
package io.edge4j.runtime.ort;

import org.jspecify.annotations.NullMarked;

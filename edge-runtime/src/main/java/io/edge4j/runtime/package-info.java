/** Opens an ONNX model and predicts with it; nothing here knows HTTP. */
package io.edge4j.runtime;

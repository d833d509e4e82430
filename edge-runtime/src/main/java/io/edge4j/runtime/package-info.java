/**
 * Opens an ONNX model and predicts with it; nothing here knows HTTP.
 *
 * <pre>{@code
 * try (EdgeModel model = EdgeModel.openResource("META-INF/edge/garments.onnx")) {
 *   Prediction prediction = model.predictor().predict(pixels);
 *   System.out.println(prediction.label() + " " + prediction.probability());
 * }
 * }</pre>
 */
@NullMarked
package io.edge4j.runtime;

import org.jspecify.annotations.NullMarked;

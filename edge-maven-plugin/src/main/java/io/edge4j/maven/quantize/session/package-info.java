/** Models in ONNX Runtime: whole, in slices, and as ONNX Runtime's own fusion leaves them. */
@NullMarked
package io.edge4j.maven.quantize.session;

import org.jspecify.annotations.NullMarked;

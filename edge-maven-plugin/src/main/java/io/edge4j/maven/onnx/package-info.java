/** The ONNX graph as people think of it: nodes, values, initializers, who consumes what. */
@NullMarked
package io.edge4j.maven.onnx;

import org.jspecify.annotations.NullMarked;

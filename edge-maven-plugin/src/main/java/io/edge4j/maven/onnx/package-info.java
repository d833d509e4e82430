/** The ONNX graph as people think of it: nodes, values, initializers, who consumes what. */
package io.edge4j.maven.onnx;

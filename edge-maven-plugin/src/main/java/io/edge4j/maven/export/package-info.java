/** Traces a DJL block and writes what it computed as ONNX. */
@NullMarked
package io.edge4j.maven.export;

import org.jspecify.annotations.NullMarked;

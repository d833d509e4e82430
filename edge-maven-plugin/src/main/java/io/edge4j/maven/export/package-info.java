/** Traces a DJL block and writes what it computed as ONNX. */
package io.edge4j.maven.export;

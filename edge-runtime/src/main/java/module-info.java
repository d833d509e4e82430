/**
 * Opens an ONNX model, predicts with it, and serves it.
 *
 * <p>A module that predicts requires {@code io.edge4j.runtime} and nothing else. Two parts need
 * what a device may lack, so it is not brought along: {@code io.edge4j.runtime.http} wants {@code
 * org.eclipse.jetty.server}, and the packages of images want {@code java.desktop}. Who uses them
 * requires these modules too.
 *
 * <p>What is exported here is the API; see the rule in {@code docs/runtime.md}.
 *
 * @since 0.1.0
 */
@SuppressWarnings("requires-automatic") // ONNX Runtime has a name, but no descriptor.
module io.edge4j.runtime {
  requires com.fasterxml.jackson.core;
  requires com.microsoft.onnxruntime;
  requires java.logging;
  requires static java.desktop;
  requires static org.eclipse.jetty.server;
  requires static org.jspecify;

  exports io.edge4j.model;
  exports io.edge4j.model.image;
  exports io.edge4j.model.signature;
  exports io.edge4j.runtime;
  exports io.edge4j.runtime.batch;
  exports io.edge4j.runtime.http;
  exports io.edge4j.runtime.image;
}

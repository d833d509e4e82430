package io.edge4j.example;

import io.edge4j.runtime.http.EdgeServer;

/** Serves the model that lies in this application's own jar. */
public final class ExampleApp {
  /** Where the plugin lays the model of this module: {@code META-INF/edge/<modelName>.onnx}. */
  public static final String MODEL = "META-INF/edge/garments.onnx";

  private ExampleApp() {}

  /** {@code EDGE_PORT} and its like configure it; {@code --help} lists them. */
  public static void main(String[] args) {
    EdgeServer.run(args, MODEL);
  }
}

package com.example;

import io.edge4j.runtime.http.EdgeServer;

/** Serves the model that lies in this application's own jar. */
public final class Iris {
  private Iris() {}

  /** {@code EDGE_PORT} and its like configure it; {@code --help} lists them. */
  public static void main(String[] args) {
    EdgeServer.run(args, "META-INF/edge/iris.onnx");
  }
}

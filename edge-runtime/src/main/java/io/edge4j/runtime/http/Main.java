package io.edge4j.runtime.http;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** The command line of {@link EdgeServer}. */
final class Main {
  private static final int CANNOT_START = 1;
  private static final int WRONG_USE = 2;

  private Main() {}

  static void run(String[] args) throws InterruptedException {
    List<String> arguments = List.of(args);
    if (arguments.equals(List.of("--help")) || arguments.equals(List.of("-h"))) {
      System.out.print(help());
      return;
    }
    if (!arguments.isEmpty()) {
      fail(WRONG_USE, "Unknown argument " + arguments.get(0) + "; --help lists what is possible.");
      return;
    }
    try {
      EdgeServer server = EdgeServer.builder().fromEnvironment(System.getenv()).build();
      server.start();
    } catch (IllegalArgumentException e) {
      fail(WRONG_USE, e.getMessage());
    } catch (IOException e) {
      fail(CANNOT_START, e.getMessage());
    }
  }

  private static void fail(int code, String line) {
    System.err.println(line);
    System.exit(code);
  }

  static String help() {
    StringBuilder text = new StringBuilder();
    text.append("Serves an ONNX model over HTTP: POST /predict, GET /healthz.\n\n")
        .append("Environment variables:\n")
        .append(row(Setting.MODEL, "path of the ONNX model", "required"));
    ServerOptions defaults = ServerOptions.defaults().with(Map.of());
    for (Setting setting : Setting.values()) {
      text.append(row(setting.name(), setting.description(), setting.value(defaults)));
    }
    return text.toString();
  }

  private static String row(String name, String description, String value) {
    return String.format("  %-22s %s [%s]%n", name, description, value);
  }
}

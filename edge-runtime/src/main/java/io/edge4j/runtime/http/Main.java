package io.edge4j.runtime.http;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Serves an ONNX file without a class of one's own:
 *
 * <pre>
 * java -cp 'libraries/*' io.edge4j.runtime.http.Main model.onnx
 * </pre>
 *
 * <p>{@code --help} lists the environment variables. What cannot be started ends the process after
 * one line on standard error: with code 2 for a wrong argument or variable, with 1 for anything
 * else.
 *
 * @since 0.1.0
 */
public final class Main {
  private static final int CANNOT_START = 1;
  private static final int WRONG_USE = 2;
  private static final int HEALTH_MILLIS = 3_000;

  /** Held, since a logger that nobody holds forgets its level. */
  private static final Logger JETTY = Logger.getLogger("org.eclipse.jetty");

  /** Warns of every odd request, which the request log and the answer tell already. */
  private static final List<Logger> PARSER =
      List.of(
          Logger.getLogger("org.eclipse.jetty.http"),
          Logger.getLogger("org.eclipse.jetty.util.HostPort"));

  private Main() {}

  /** Serves the model file that the argument, or else {@code EDGE_MODEL}, names. */
  public static void main(String[] args) {
    run(args, null);
  }

  /** See {@link EdgeServer#run}. */
  static void run(String[] args, @Nullable String modelResource) {
    List<String> arguments = List.of(args);
    if (arguments.equals(List.of("--help")) || arguments.equals(List.of("-h"))) {
      System.out.print(help(modelResource));
      return;
    }
    if (arguments.equals(List.of("--health"))) {
      health();
      return;
    }
    if (arguments.size() > 1 || arguments.stream().anyMatch(argument -> argument.startsWith("-"))) {
      String wrong =
          arguments.stream()
              .filter(argument -> argument.startsWith("-"))
              .findFirst()
              .orElseGet(() -> arguments.get(1));
      fail(WRONG_USE, "Unknown argument " + wrong + "; --help lists what is possible.");
      return;
    }
    if (System.getProperty("java.util.logging.config.file") == null) {
      // Jetty tells its version and its ports at the level INFO.
      JETTY.setLevel(Level.WARNING);
      PARSER.forEach(logger -> logger.setLevel(Level.SEVERE));
    }
    try {
      EdgeServer.Builder builder = EdgeServer.builder();
      if (modelResource != null) {
        builder.modelResource(modelResource);
      }
      builder.fromEnvironment();
      arguments.forEach(file -> builder.modelFile(Path.of(file)));
      builder.build().start();
    } catch (IllegalArgumentException e) {
      fail(WRONG_USE, e.getMessage());
    } catch (IOException e) {
      fail(CANNOT_START, e.getMessage());
    }
  }

  /** Ends with code 0 when a server on this machine is up: a health check without a shell. */
  private static void health() {
    try {
      ServerOptions options = ServerOptions.defaults().with(System.getenv());
      InetAddress host = InetAddress.getByName(options.host());
      InetAddress target = host.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : host;
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(target, options.port()), HEALTH_MILLIS);
        socket.setSoTimeout(HEALTH_MILLIS);
        OutputStream out = socket.getOutputStream();
        out.write(
            "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                .getBytes(StandardCharsets.US_ASCII));
        String answer =
            new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        if (!answer.startsWith("HTTP/1.1 200 ")) {
          fail(CANNOT_START, answer.isEmpty() ? "no answer" : answer.lines().findFirst().get());
        }
      }
    } catch (IllegalArgumentException e) {
      fail(WRONG_USE, e.getMessage());
    } catch (IOException e) {
      fail(CANNOT_START, e.getMessage());
    }
  }

  private static void fail(int code, @Nullable String line) {
    // Messages of ONNX Runtime may have several lines.
    System.err.println(String.valueOf(line).strip().replaceAll("\\s*\\R\\s*", " "));
    System.exit(code);
  }

  static String help(@Nullable String modelResource) {
    StringBuilder text = new StringBuilder();
    text.append("Serves an ONNX model over HTTP: POST /predict, GET /healthz, /v2 (Open Inference")
        .append(" Protocol), /openapi.json.\n\n")
        .append("FILE      path of the ONNX model, instead of EDGE_MODEL\n")
        .append("--help    prints this\n")
        .append("--health  ends with code 0 when the server on this machine is up\n\n")
        .append("Environment variables:\n")
        .append(
            row(
                EnvironmentVariable.MODEL,
                "path of the ONNX model",
                modelResource == null ? "required" : modelResource))
        .append(row(EnvironmentVariable.KEY, "public key that must have signed the model", "none"));
    ServerOptions defaults = ServerOptions.defaults().with(Map.of());
    for (EnvironmentVariable setting : EnvironmentVariable.values()) {
      text.append(row(setting.name(), setting.description(), setting.value(defaults)));
    }
    return text.toString();
  }

  private static String row(String name, String description, String value) {
    return String.format("  %-22s %s [%s]%n", name, description, value);
  }
}

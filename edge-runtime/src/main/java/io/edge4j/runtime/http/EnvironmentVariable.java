package io.edge4j.runtime.http;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The environment variables of a server: one row per variable. */
enum EnvironmentVariable {
  EDGE_HOST("address to bind", Integer.MIN_VALUE, Integer.MAX_VALUE),
  EDGE_PORT("TCP port, 0 for any free one", 0, 65_535),
  EDGE_WORKERS("predictions that run at once", 1, 1024),
  EDGE_QUEUE("requests that may wait for a worker", 0, 1_000_000),
  EDGE_MAX_BODY_BYTES("largest request body in bytes", 1, 1 << 30),
  EDGE_MAX_INSTANCES("most samples in one request", 1, 1_000_000),
  EDGE_MAX_HEADER_BYTES("request line and headers in bytes", 256, 1 << 20),
  EDGE_MAX_CONNECTIONS("connections open at once, if the heap allows", 1, 1_000_000),
  EDGE_HEADER_TIMEOUT_MS("time for a request's headers in ms", 1, Integer.MAX_VALUE),
  EDGE_BODY_TIMEOUT_MS("time for a request's body in ms", 1, Integer.MAX_VALUE),
  EDGE_ANSWER_TIMEOUT_MS("time for a client to take its answer in ms", 1, Integer.MAX_VALUE),
  EDGE_IDLE_TIMEOUT_MS("silence after which a connection is closed, in ms", 1, Integer.MAX_VALUE),
  EDGE_DRAIN_TIMEOUT_MS("time for requests in flight at the end, in ms", 0, Integer.MAX_VALUE),
  EDGE_SELF_TEST("whether the model proves itself at the start: on or off", 0, 1);

  private static final Map<String, Boolean> SWITCH = Map.of("on", true, "off", false);

  /** Which model; not an option of the server itself. */
  static final String MODEL = "EDGE_MODEL";

  /** Whose models are opened at all; {@link io.edge4j.runtime.EdgeOptions} reads it. */
  static final String KEY = "EDGE_MODEL_KEY";

  private final String description;
  private final int least;
  private final int most;

  EnvironmentVariable(String description, int least, int most) {
    this.description = description;
    this.least = least;
    this.most = most;
  }

  String description() {
    return description;
  }

  static ServerOptions apply(ServerOptions base, Map<String, String> environment) {
    return new ServerOptions(
        environment.getOrDefault(EDGE_HOST.name(), base.host()),
        EDGE_PORT.integer(environment, base.port()),
        EDGE_WORKERS.integer(environment, base.workers()),
        EDGE_QUEUE.integer(environment, base.queue()),
        EDGE_MAX_BODY_BYTES.integer(environment, base.maxBodyBytes()),
        EDGE_MAX_INSTANCES.integer(environment, base.maxInstances()),
        EDGE_MAX_HEADER_BYTES.integer(environment, base.maxHeaderBytes()),
        EDGE_MAX_CONNECTIONS.integer(environment, base.maxConnections()),
        EDGE_HEADER_TIMEOUT_MS.millis(environment, base.headerTimeout()),
        EDGE_BODY_TIMEOUT_MS.millis(environment, base.bodyTimeout()),
        EDGE_ANSWER_TIMEOUT_MS.millis(environment, base.answerTimeout()),
        EDGE_IDLE_TIMEOUT_MS.millis(environment, base.idleTimeout()),
        EDGE_DRAIN_TIMEOUT_MS.millis(environment, base.drainTimeout()),
        EDGE_SELF_TEST.isOn(environment, base.selfTest()));
  }

  /** The value as it stands in the options, for the help text. */
  String value(ServerOptions options) {
    return switch (this) {
      case EDGE_HOST -> options.host();
      case EDGE_PORT -> Integer.toString(options.port());
      case EDGE_WORKERS -> "one per core";
      case EDGE_QUEUE -> Integer.toString(options.queue());
      case EDGE_MAX_BODY_BYTES -> Integer.toString(options.maxBodyBytes());
      case EDGE_MAX_INSTANCES -> Integer.toString(options.maxInstances());
      case EDGE_MAX_HEADER_BYTES -> Integer.toString(options.maxHeaderBytes());
      case EDGE_MAX_CONNECTIONS -> Integer.toString(options.maxConnections());
      case EDGE_HEADER_TIMEOUT_MS -> Long.toString(options.headerTimeout().toMillis());
      case EDGE_BODY_TIMEOUT_MS -> Long.toString(options.bodyTimeout().toMillis());
      case EDGE_ANSWER_TIMEOUT_MS -> Long.toString(options.answerTimeout().toMillis());
      case EDGE_IDLE_TIMEOUT_MS -> Long.toString(options.idleTimeout().toMillis());
      case EDGE_DRAIN_TIMEOUT_MS -> Long.toString(options.drainTimeout().toMillis());
      case EDGE_SELF_TEST -> options.selfTest() ? "on" : "off";
    };
  }

  private boolean isOn(Map<String, String> environment, boolean fallback) {
    String text = environment.get(name());
    if (text == null) {
      return fallback;
    }
    Boolean value = SWITCH.get(text.strip().toLowerCase(Locale.ROOT));
    if (value == null) {
      throw new IllegalArgumentException(name() + " is " + text + "; it must be on or off.");
    }
    return value;
  }

  private Duration millis(Map<String, String> environment, Duration fallback) {
    return Duration.ofMillis(integer(environment, Math.toIntExact(fallback.toMillis())));
  }

  private int integer(Map<String, String> environment, int fallback) {
    String text = environment.get(name());
    if (text == null) {
      return fallback;
    }
    try {
      int value = Integer.parseInt(text.strip());
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw wrong(text, e);
    }
    throw wrong(text, null);
  }

  private IllegalArgumentException wrong(String text, @Nullable NumberFormatException cause) {
    return new IllegalArgumentException(
        name() + " is " + text + "; it must be a whole number from " + least + " to " + most + ".",
        cause);
  }
}

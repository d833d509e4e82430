package io.edge4j.runtime.http;

import java.time.Duration;
import java.util.Map;

/**
 * What a server listens on and how much it takes. Immutable: each {@code with} method gives a
 * changed copy.
 *
 * <pre>{@code
 * ServerOptions options = ServerOptions.defaults().withPort(9000).withMaxBodyBytes(4 << 20);
 * }</pre>
 *
 * @param host address to bind
 * @param port TCP port, 0 for any free one
 * @param workers predictions that run at once
 * @param queue requests that may wait for a worker; beyond them a request is answered 503
 * @param maxBodyBytes largest request body, in bytes; beyond it 413
 * @param maxInstances largest number of samples in one request; beyond it 422
 * @param maxHeaderBytes request line and headers together, in bytes; beyond them 414 or 431
 * @param maxConnections open at once, and never more than a quarter of the heap holds; beyond them
 *     a client waits to be accepted, and silent ones go after a second
 * @param headerTimeout from a request's first byte to its headers' end; beyond it 408
 * @param bodyTimeout from the headers' end to the body's end; beyond it 408
 * @param answerTimeout for the client to take its answer; beyond it the connection is closed
 * @param idleTimeout how long a connection may stay silent
 * @param drainTimeout how long a stopping server waits for requests in flight
 * @param selfTest whether a starting server runs the self-test that the model brings along
 * @since 0.1.0
 */
public record ServerOptions(
    String host,
    int port,
    int workers,
    int queue,
    int maxBodyBytes,
    int maxInstances,
    int maxHeaderBytes,
    int maxConnections,
    Duration headerTimeout,
    Duration bodyTimeout,
    Duration answerTimeout,
    Duration idleTimeout,
    Duration drainTimeout,
    boolean selfTest) {

  /** What a server does when nothing is said. */
  public static ServerOptions defaults() {
    return new ServerOptions(
        "0.0.0.0",
        8080,
        Runtime.getRuntime().availableProcessors(),
        64,
        1 << 20,
        64,
        8 << 10,
        1024,
        Duration.ofSeconds(10),
        Duration.ofSeconds(10),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofSeconds(10),
        true);
  }

  /**
   * These options with what the environment says otherwise.
   *
   * @throws IllegalArgumentException naming the variable, its value and what it may be
   */
  public ServerOptions with(Map<String, String> environment) {
    return EnvironmentVariable.apply(this, environment);
  }

  public ServerOptions withHost(String value) {
    return new ServerOptions(
        value,
        port,
        workers,
        queue,
        maxBodyBytes,
        maxInstances,
        maxHeaderBytes,
        maxConnections,
        headerTimeout,
        bodyTimeout,
        answerTimeout,
        idleTimeout,
        drainTimeout,
        selfTest);
  }

  public ServerOptions withPort(int value) {
    return new ServerOptions(
        host,
        value,
        workers,
        queue,
        maxBodyBytes,
        maxInstances,
        maxHeaderBytes,
        maxConnections,
        headerTimeout,
        bodyTimeout,
        answerTimeout,
        idleTimeout,
        drainTimeout,
        selfTest);
  }

  public ServerOptions withWorkers(int value) {
    return new ServerOptions(
        host,
        port,
        value,
        queue,
        maxBodyBytes,
        maxInstances,
        maxHeaderBytes,
        maxConnections,
        headerTimeout,
        bodyTimeout,
        answerTimeout,
        idleTimeout,
        drainTimeout,
        selfTest);
  }

  public ServerOptions withQueue(int value) {
    return new ServerOptions(
        host,
        port,
        workers,
        value,
        maxBodyBytes,
        maxInstances,
        maxHeaderBytes,
        maxConnections,
        headerTimeout,
        bodyTimeout,
        answerTimeout,
        idleTimeout,
        drainTimeout,
        selfTest);
  }

  public ServerOptions withMaxBodyBytes(int value) {
    return new ServerOptions(
        host,
        port,
        workers,
        queue,
        value,
        maxInstances,
        maxHeaderBytes,
        maxConnections,
        headerTimeout,
        bodyTimeout,
        answerTimeout,
        idleTimeout,
        drainTimeout,
        selfTest);
  }

  public ServerOptions withMaxInstances(int value) {
    return new ServerOptions(
        host,
        port,
        workers,
        queue,
        maxBodyBytes,
        value,
        maxHeaderBytes,
        maxConnections,
        headerTimeout,
        bodyTimeout,
        answerTimeout,
        idleTimeout,
        drainTimeout,
        selfTest);
  }

  public ServerOptions withMaxHeaderBytes(int value) {
    return new ServerOptions(
        host,
        port,
        workers,
        queue,
        maxBodyBytes,
        maxInstances,
        value,
        maxConnections,
        headerTimeout,
        bodyTimeout,
        answerTimeout,
        idleTimeout,
        drainTimeout,
        selfTest);
  }

  public ServerOptions withMaxConnections(int value) {
    return new ServerOptions(
        host,
        port,
        workers,
        queue,
        maxBodyBytes,
        maxInstances,
        maxHeaderBytes,
        value,
        headerTimeout,
        bodyTimeout,
        answerTimeout,
        idleTimeout,
        drainTimeout,
        selfTest);
  }

  public ServerOptions withHeaderTimeout(Duration value) {
    return new ServerOptions(
        host,
        port,
        workers,
        queue,
        maxBodyBytes,
        maxInstances,
        maxHeaderBytes,
        maxConnections,
        value,
        bodyTimeout,
        answerTimeout,
        idleTimeout,
        drainTimeout,
        selfTest);
  }

  public ServerOptions withBodyTimeout(Duration value) {
    return new ServerOptions(
        host,
        port,
        workers,
        queue,
        maxBodyBytes,
        maxInstances,
        maxHeaderBytes,
        maxConnections,
        headerTimeout,
        value,
        answerTimeout,
        idleTimeout,
        drainTimeout,
        selfTest);
  }

  public ServerOptions withAnswerTimeout(Duration value) {
    return new ServerOptions(
        host,
        port,
        workers,
        queue,
        maxBodyBytes,
        maxInstances,
        maxHeaderBytes,
        maxConnections,
        headerTimeout,
        bodyTimeout,
        value,
        idleTimeout,
        drainTimeout,
        selfTest);
  }

  public ServerOptions withIdleTimeout(Duration value) {
    return new ServerOptions(
        host,
        port,
        workers,
        queue,
        maxBodyBytes,
        maxInstances,
        maxHeaderBytes,
        maxConnections,
        headerTimeout,
        bodyTimeout,
        answerTimeout,
        value,
        drainTimeout,
        selfTest);
  }

  public ServerOptions withDrainTimeout(Duration value) {
    return new ServerOptions(
        host,
        port,
        workers,
        queue,
        maxBodyBytes,
        maxInstances,
        maxHeaderBytes,
        maxConnections,
        headerTimeout,
        bodyTimeout,
        answerTimeout,
        idleTimeout,
        value,
        selfTest);
  }

  public ServerOptions withSelfTest(boolean value) {
    return new ServerOptions(
        host,
        port,
        workers,
        queue,
        maxBodyBytes,
        maxInstances,
        maxHeaderBytes,
        maxConnections,
        headerTimeout,
        bodyTimeout,
        answerTimeout,
        idleTimeout,
        drainTimeout,
        value);
  }
}

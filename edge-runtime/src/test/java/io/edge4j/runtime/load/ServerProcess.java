package io.edge4j.runtime.load;

import io.edge4j.runtime.http.Main;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A server in a process of its own, as it would be started from a shell. */
final class ServerProcess implements AutoCloseable {
  /** As docs/runtime.md has them. */
  private static final List<String> RECOMMENDED =
      List.of(
          "-Xmx24m",
          "-Xmn3m",
          "-Xss512k",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:+ExitOnOutOfMemoryError");

  /** Of the young and the old generation. */
  private static final Pattern USED = Pattern.compile("generation .*used (\\d+)K");

  private final Process process;
  private final int port;
  private final double startMillis;

  private ServerProcess(Process process, int port, double startMillis) {
    this.process = process;
    this.port = port;
    this.startMillis = startMillis;
  }

  /** Started, and asked until it answered a prediction. */
  static ServerProcess start(Path model, byte[] request, Map<String, String> environment)
      throws IOException, InterruptedException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(RECOMMENDED);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(Main.class.getName());
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder
        .environment()
        .putAll(
            Map.of(
                "EDGE_HOST",
                "127.0.0.1",
                "EDGE_PORT",
                Integer.toString(port),
                "EDGE_MODEL",
                model.toString(),
                "ORT_DISABLE_TELEMETRY",
                "1"));
    builder.environment().putAll(environment);
    long begin = System.nanoTime();
    Process process = builder.start();
    while (true) {
      try (LoadClient client = new LoadClient(port)) {
        client.ask(request);
        return new ServerProcess(process, port, (System.nanoTime() - begin) / 1e6);
      } catch (IOException e) {
        if (!process.isAlive()) {
          throw new IOException("The server ended with code " + process.exitValue(), e);
        }
        Thread.sleep(2);
      }
    }
  }

  int port() {
    return port;
  }

  double startMillis() {
    return startMillis;
  }

  /** Resident memory in MB; NaN where there is no /proc. */
  double residentMegabytes() throws IOException {
    return status("VmRSS:") / 1024.0;
  }

  /** Largest resident memory so far in MB; NaN where there is no /proc. */
  double peakMegabytes() throws IOException {
    return status("VmHWM:") / 1024.0;
  }

  /** The heap that is in use after a collection, in MB; NaN without a jcmd beside the java. */
  double heapMegabytes() throws IOException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    if (!Files.exists(jcmd)) {
      return Double.NaN;
    }
    jcmd(jcmd, "GC.run");
    return USED.matcher(jcmd(jcmd, "GC.heap_info"))
        .results()
        .mapToDouble(used -> Double.parseDouble(used.group(1)) / 1024)
        .sum();
  }

  private String jcmd(Path jcmd, String command) throws IOException {
    Process running =
        new ProcessBuilder(jcmd.toString(), Long.toString(process.pid()), command).start();
    return new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private double status(String field) throws IOException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    if (!Files.exists(status)) {
      return Double.NaN;
    }
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith(field)) {
        return Double.parseDouble(line.replaceAll("[^0-9]", ""));
      }
    }
    return Double.NaN;
  }

  /** CPU time so far, in microseconds. */
  long cpuMicros() {
    return process.toHandle().info().totalCpuDuration().orElseThrow().toNanos() / 1000;
  }

  /** SIGTERM. */
  void terminate() {
    process.destroy();
  }

  /** The exit code once the process has ended. */
  int awaitEnd() throws InterruptedException {
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      throw new IllegalStateException("The server did not end within a minute.");
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}

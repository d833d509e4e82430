package io.edge4j.maven.device;

import io.edge4j.maven.stage.StageException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A {@code sh} on a device, spoken to one script at a time over the launcher's standard input and
 * output. A shell may read ahead, so nothing is sent before the script before it has said that it
 * is done, or ready for data. The end of standard input ends everything there.
 */
final class RemoteShell implements AutoCloseable {
  /** What begins every line that is meant for this side. */
  static final String MARK = "@edge4j ";

  private static final String HELLO = MARK + "hello";
  private static final String READY = MARK + "ready";
  private static final String DONE = MARK + "done ";
  private static final int BLOCK = 1 << 16;
  private static final long HEARTBEAT_MILLIS = 5_000;

  /** A deadline may come nearer while it is waited for. */
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final int TAIL_LINES = 8;

  private final Device device;
  private final Process process;
  private final BufferedReader output;
  private final OutputStream input;
  private final Thread errors;
  private final Deque<String> tail = new ArrayDeque<>();
  private volatile long deadline;
  private volatile boolean timedOut;

  private RemoteShell(Device device, Process process) {
    this.device = device;
    this.process = process;
    this.output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    this.input = process.getOutputStream();
    this.errors = daemon("edge-device-errors", this::readErrors);
    allow(device.timeoutSeconds());
    daemon("edge-device-watch", this::watch);
  }

  /** Starts the launcher and waits until a shell answers. */
  static RemoteShell open(Device device) throws DeviceException, StageException, IOException {
    Process process;
    try {
      process = new ProcessBuilder(device.words()).start();
    } catch (IOException e) {
      throw DeviceException.unreachable(
          device,
          "its <launcher> '"
              + device.launcher()
              + "' could not be started: "
              + e.getMessage()
              + ". Install that command, or correct <launcher> (edge.device)");
    }
    RemoteShell shell = new RemoteShell(device, process);
    try {
      shell.hello();
      return shell;
    } catch (DeviceException | IOException e) {
      shell.close();
      throw e;
    }
  }

  private void hello() throws DeviceException, IOException {
    try {
      // The first shell is whatever logs in there; what follows is for sh.
      write("echo '" + HELLO + "'; exec sh\n");
    } catch (IOException e) {
      remember(String.valueOf(e.getMessage()));
    }
    for (String line = next(); line != null; line = next()) {
      if (line.endsWith(HELLO)) {
        return;
      }
    }
    throw DeviceException.unreachable(
        device,
        (timedOut
                ? "no shell answered within " + device.timeoutSeconds() + " s"
                : "its launcher ended without a shell" + exitCode())
            + said()
            + ". Try the command yourself: '"
            + device.launcher()
            + "' must run sh there, without asking for anything. <timeout> says how long to wait,"
            + " <failOnUnreachableDevice> (edge.failOnUnreachableDevice) whether the build goes on"
            + " without the device");
  }

  /** Runs a script that reads nothing, and gives the lines that it marked. */
  List<String> run(String script) throws DeviceException, IOException {
    List<String> lines = new ArrayList<>();
    runTo(
        script,
        line -> {
          if (line.startsWith(MARK)) {
            lines.add(line.substring(MARK.length()));
          }
        });
    return lines;
  }

  /** Runs a script that reads nothing. Gives its exit code. */
  int runTo(String script, Consumer<String> lines) throws DeviceException, IOException {
    begin(script);
    return finish(lines);
  }

  /** Runs a script that reads so many bytes of a file once it is ready. Gives its exit code. */
  int feed(String script, Path file) throws DeviceException, IOException {
    begin("echo '" + READY + "'\n" + script);
    awaitReady();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] block = new byte[BLOCK];
      for (int n = in.read(block); n >= 0; n = in.read(block)) {
        input.write(block, 0, n);
        allow(device.timeoutSeconds());
      }
      input.flush();
    } catch (IOException e) {
      throw lost("while it was sent what it lacks");
    }
    return finish(line -> {});
  }

  /**
   * Runs a script whose process watches standard input: it hears from this side every few seconds,
   * and ends when it hears no more. Gives its exit code.
   *
   * @param silence seconds that it may say nothing
   */
  int watched(String script, int silence, Consumer<String> lines)
      throws DeviceException, IOException {
    begin("echo '" + READY + "'\n" + script);
    awaitReady();
    Thread heart = daemon("edge-device-heartbeat", this::beat);
    try {
      return finish(silence, lines);
    } finally {
      heart.interrupt();
    }
  }

  private void beat() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        write("\n");
        Thread.sleep(HEARTBEAT_MILLIS);
      }
    } catch (IOException e) {
      remember("The line to the device broke: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void begin(String script) throws DeviceException {
    allow(device.timeoutSeconds());
    try {
      write("{\n" + script + "\n}; printf '\\n" + DONE + "%s\\n' \"$?\"\n");
    } catch (IOException e) {
      throw lost("");
    }
  }

  private void awaitReady() throws DeviceException, IOException {
    for (String line = next(); line != null; line = next()) {
      if (line.equals(READY)) {
        allow(device.timeoutSeconds());
        return;
      }
    }
    throw lost("");
  }

  private int finish(Consumer<String> lines) throws DeviceException, IOException {
    return finish(device.timeoutSeconds(), lines);
  }

  private int finish(int silence, Consumer<String> lines) throws DeviceException, IOException {
    allow(silence);
    for (String line = next(); line != null; line = next()) {
      allow(silence);
      if (line.startsWith(DONE)) {
        return Integer.parseInt(line.substring(DONE.length()).strip());
      }
      lines.accept(line);
    }
    throw lost("");
  }

  DeviceException lost(String when) {
    return DeviceException.of(
        device,
        (timedOut ? "it said nothing for too long" : "the connection was lost")
            + (when.isEmpty() ? "" : " " + when)
            + exitCode()
            + said()
            + ". Nothing is left running there. Check the network and the device's power and"
            + " memory, and run the build again"
            + (timedOut ? ", or raise <timeout> (" + device.timeoutSeconds() + " s)" : ""));
  }

  private String exitCode() {
    try {
      boolean ended = !timedOut && process.waitFor(1, TimeUnit.SECONDS);
      return ended ? " (exit code " + process.exitValue() + " of the launcher)" : "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  /** What the launcher and the device wrote to standard error last. */
  String said() {
    try {
      errors.join(Duration.ofSeconds(timedOut ? 0 : 1).toMillis() + 1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    synchronized (tail) {
      return tail.isEmpty() ? "" : ": " + String.join(" | ", tail);
    }
  }

  private void write(String text) throws IOException {
    synchronized (input) {
      input.write(text.getBytes(StandardCharsets.UTF_8));
      input.flush();
    }
  }

  /** Null at the end of the output. */
  private @Nullable String next() throws IOException {
    try {
      return output.readLine();
    } catch (IOException e) {
      if (process.isAlive()) {
        throw e;
      }
      return null;
    }
  }

  private void readErrors() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        remember(line);
      }
    } catch (IOException e) {
      remember(String.valueOf(e.getMessage()));
    }
  }

  private void remember(String line) {
    if (line.isBlank() || line.startsWith("Pseudo-terminal will not be allocated")) {
      return;
    }
    synchronized (tail) {
      tail.addLast(line.strip());
      if (tail.size() > TAIL_LINES) {
        tail.removeFirst();
      }
    }
  }

  private void allow(long seconds) {
    deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
  }

  /** Ends a launcher that is silent for too long: whoever waits for it reads its end. */
  private void watch() {
    try {
      while (!process.waitFor(
          Math.min(deadline - System.nanoTime(), LOOK_NANOS), TimeUnit.NANOSECONDS)) {
        if (System.nanoTime() - deadline > 0) {
          timedOut = true;
          process.descendants().forEach(ProcessHandle::destroyForcibly);
          process.destroyForcibly();
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Thread daemon(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** Closes standard input, which ends the shell and all that it started. */
  @Override
  public void close() throws IOException {
    try {
      input.close();
    } catch (IOException e) {
      remember("The line to the device was broken already: " + e.getMessage());
    }
    try {
      if (!process.waitFor(2, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}

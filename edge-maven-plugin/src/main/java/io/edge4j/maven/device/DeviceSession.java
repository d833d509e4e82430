package io.edge4j.maven.device;

import io.edge4j.maven.stage.Progress;
import io.edge4j.maven.stage.Stage;
import io.edge4j.maven.stage.StageException;
import io.edge4j.maven.worker.WorkerFiles;
import io.edge4j.maven.worker.WorkerLog;
import io.edge4j.maven.worker.WorkerMain;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A connection to a device that can run stages there. It ends with this process, however that ends,
 * and with it all that it started there.
 */
public final class DeviceSession implements AutoCloseable {
  /** JDK 22 warns about, and 24 restricts, natives that were not enabled on the command line. */
  private static final int NATIVE_ACCESS_FLAG_SINCE = 22;

  /** What a device keeps of parts that no run asked for lately. */
  private static final long CACHE_KILOBYTES = 1 << 20;

  /** Natives, which are unpacked there, and logs. */
  private static final long SPARE_KILOBYTES = 64 << 10;

  /** A worker that hears or says nothing for so long is taken for lost. */
  private static final int SILENCE_SECONDS = 60;

  private static final String RESULT = RemoteShell.MARK + "result";

  /** What a shell reports for a process that the kernel killed with signal 9. */
  private static final int KILLED = 128 + 9;

  private final Device device;
  private final RemoteShell shell;
  private final DeviceHost host;
  private final Progress progress;

  private DeviceSession(Device device, RemoteShell shell, DeviceHost host, Progress progress) {
    this.device = device;
    this.shell = shell;
    this.host = host;
    this.progress = progress;
  }

  /**
   * Connects, and finds out what is there.
   *
   * @throws DeviceException when no shell answers, or nothing can be measured there
   */
  public static DeviceSession open(Device device, Progress progress)
      throws DeviceException, StageException, IOException {
    RemoteShell shell = RemoteShell.open(device);
    try {
      DeviceHost host = DeviceHost.of(device, shell.run(DeviceHost.probe(device)));
      return new DeviceSession(device, shell, host, progress);
    } catch (DeviceException | IOException e) {
      shell.close();
      throw e;
    }
  }

  /** The class path of this process, which is a worker's, without PyTorch: that does not travel. */
  public static List<Path> ownClassPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(entry -> !entry.isEmpty())
        .map(Path::of)
        .filter(entry -> !entry.getFileName().toString().startsWith("pytorch-"))
        .toList();
  }

  /**
   * That an emulator runs Java there, in words; empty where none does. Times of an emulator say
   * nothing about the processor that it stands for.
   */
  public Optional<String> emulation() {
    return host.emulation().isEmpty()
        ? Optional.empty()
        : Optional.of("emulated, " + host.emulation());
  }

  /**
   * Packs the class path of the worker there.
   *
   * @param classPath jars and folders here
   * @param scratch a folder here
   */
  public void addClassPath(List<Path> classPath, Luggage luggage, Path scratch) throws IOException {
    List<Path> parts = ClassPathParts.of(classPath, host.platform(), scratch);
    for (int i = 0; i < parts.size(); i++) {
      luggage.add(parts.get(i), String.format(Locale.ROOT, "classpath/%03d.jar", i));
    }
  }

  /**
   * Runs a stage there, with what it needs.
   *
   * @param request names files by their places in the luggage
   * @param scratch a folder here
   * @param log takes what the worker prints
   * @throws StageException when the stage refused
   * @throws DeviceException when it came to no end
   */
  public <Q extends Record, R extends Record> R run(
      Class<? extends Stage<Q, R>> stage,
      Class<R> reportType,
      Q request,
      Luggage luggage,
      Path scratch,
      Path log)
      throws DeviceException, StageException, IOException {
    Path requestFile = scratch.resolve("request.json");
    WorkerFiles.writeRequest(requestFile, stage, request);
    luggage.add(requestFile, "request.json");
    send(luggage, scratch);
    lay(luggage);
    StringBuilder result = new StringBuilder();
    WorkerLog output = new WorkerLog(log, progress);
    int code;
    try (Writer file = Files.newBufferedWriter(log)) {
      code = shell.watched(command(luggage), SILENCE_SECONDS, new Split(output, file, result));
    }
    if (code == WorkerMain.LOST) {
      throw shell.lost("while it measured");
    }
    if (code != WorkerMain.DONE || result.toString().isBlank()) {
      throw DeviceException.of(device, ending(code, output.tail()) + " Whole log: " + log);
    }
    try {
      return WorkerFiles.readResult(result.toString(), reportType);
    } catch (StageException e) {
      throw new StageException("Device " + device.name() + ": " + e.getMessage(), e);
    } finally {
      tidy();
    }
  }

  /** Lines before the result are log, those after it are the result. */
  private static final class Split implements Consumer<String> {
    private final WorkerLog output;
    private final Writer file;
    private final StringBuilder result;
    private boolean begun;

    Split(WorkerLog output, Writer file, StringBuilder result) {
      this.output = output;
      this.file = file;
      this.result = result;
    }

    @Override
    public void accept(String line) {
      if (begun) {
        result.append(line).append('\n');
      } else if (line.equals(RESULT)) {
        begun = true;
      } else {
        try {
          output.accept(line, file);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private void send(Luggage luggage, Path scratch) throws DeviceException, IOException {
    Map<String, Luggage.Piece> missing = new LinkedHashMap<>();
    long bytes = 0;
    for (Luggage.Piece piece : luggage.pieces().values()) {
      if (!host.parts().contains(piece.sha256()) && missing.put(piece.sha256(), piece) == null) {
        bytes += piece.bytes();
      }
    }
    if (missing.isEmpty()) {
      progress.say("Device " + device.name() + " has all it needs: 0 bytes sent");
      return;
    }
    requireSpace(bytes);
    Path archive = scratch.resolve("parts.tar.gz");
    try (Tar tar = new Tar(archive)) {
      for (Luggage.Piece piece : missing.values()) {
        tar.add(piece.sha256(), piece.file());
      }
    }
    long packed = Files.size(archive);
    progress.say(
        String.format(
            Locale.ROOT,
            "Sending %,d bytes to device %s: %d of %d parts that it lacks",
            packed,
            device.name(),
            missing.size(),
            luggage.pieces().size()));
    int code = shell.feed(unpack(packed, missing.keySet()), archive);
    Files.delete(archive);
    if (code != 0) {
      throw DeviceException.of(device, notUnpacked());
    }
    host.parts().addAll(missing.keySet());
  }

  private void requireSpace(long bytes) throws DeviceException {
    long needed = bytes / 1024 + SPARE_KILOBYTES;
    if (host.freeKilobytes() < needed) {
      throw DeviceException.of(
          device,
          String.format(
              Locale.ROOT,
              "it has no space: %d MB are free where parts are kept, and %d MB are needed. Free"
                  + " some, or name a directory on another disk in <directory>",
              host.freeKilobytes() / 1024,
              needed / 1024 + 1));
    }
  }

  private String notUnpacked() {
    String said = shell.said();
    return said.contains("No space left")
        ? "its disk is full: what it lacks could not be unpacked. Free some space, or name a"
            + " directory on another disk in <directory>"
            + said
        : "what it lacks could not be unpacked" + said;
  }

  /** A part appears whole, with the content that its name says. */
  private static String unpack(long bytes, Iterable<String> names) {
    return """
        new="$dir/parts/.new$$"; rm -rf "$new"; mkdir -p "$new"
        head -c BYTES | { tar xzf - -C "$new"; code=$?; cat >/dev/null; exit $code; }
        code=$?
        if [ $code -eq 0 ] && command -v sha256sum >/dev/null 2>&1; then
          (cd "$new" && for part in *; do echo "$part  $part"; done | sha256sum -c >/dev/null) || code=1
        fi
        [ $code -eq 0 ] && { for part in NAMES; do mv "$new/$part" "$dir/parts/$part" || code=1; done; }
        rm -rf "$new"
        (exit $code)"""
        .replace("BYTES", Long.toString(bytes))
        .replace("NAMES", String.join(" ", names));
  }

  /** Lays parts where the stage looks for them. */
  private void lay(Luggage luggage) throws DeviceException, IOException {
    StringBuilder script =
        new StringBuilder(
            """
            job="$dir/jobs/$$"; rm -rf "$job"; mkdir -p "$job/tmp"
            trap '' PIPE; trap 'exit 129' HUP TERM; trap 'cd /; rm -rf "$job"' EXIT
            code=0
            lay() {
              folder=${2%/*}
              [ "$folder" = "$2" ] || [ -d "$job/$folder" ] || mkdir -p "$job/$folder"
              ln "$dir/parts/$1" "$job/$2" 2>/dev/null || cp "$dir/parts/$1" "$job/$2" || code=1
            }
            """);
    luggage
        .pieces()
        .forEach(
            (place, piece) ->
                script
                    .append("lay ")
                    .append(piece.sha256())
                    .append(' ')
                    .append(ShellText.quoted(place))
                    .append('\n'));
    // What is used stays longest.
    script.append("cd \"$dir/parts\" && touch");
    luggage.pieces().values().forEach(piece -> script.append(' ').append(piece.sha256()));
    script.append("\ncd \"$job\" || code=1\n(exit $code)");
    if (shell.runTo(script.toString(), line -> {}) != 0) {
      throw DeviceException.of(device, "parts could not be laid out" + shell.said());
    }
  }

  private String command(Luggage luggage) {
    List<String> words = new ArrayList<>();
    words.add("-D" + WorkerMain.SILENCE + "=" + SILENCE_SECONDS);
    words.add("-Dai.djl.offline=true");
    words.add("-Djava.awt.headless=true");
    words.add("-Dfile.encoding=UTF-8");
    if (host.feature() >= NATIVE_ACCESS_FLAG_SINCE) {
      words.add("--enable-native-access=ALL-UNNAMED");
    }
    words.addAll(device.javaArguments());
    words.add("-cp");
    words.add(
        String.join(
            ":",
            luggage.pieces().keySet().stream()
                .filter(place -> place.startsWith("classpath/"))
                .toList()));
    words.add(WorkerMain.class.getName());
    words.add("request.json");
    words.add("result.json");
    return "\"$java\" -Djava.io.tmpdir=\"$job/tmp\" -XX:ErrorFile=\"$job/tmp/hs_err.log\" "
        + String.join(" ", words.stream().map(ShellText::quoted).toList())
        + " 2>&1; code=$?; echo; echo '"
        + RESULT
        + "'; [ -f result.json ] && cat result.json; (exit $code)";
  }

  private static String ending(int code, List<String> tail) {
    StringBuilder message = new StringBuilder(cause(code, tail));
    tail.forEach(line -> message.append(System.lineSeparator()).append("  | ").append(line));
    return message.append(System.lineSeparator()).toString();
  }

  private static String cause(int code, List<String> tail) {
    if (code == KILLED) {
      return "its worker was killed (exit code 137), most often by the system for lack of memory."
          + " Free memory there, add swap, or lower -Xmx in <javaArguments> of the device.";
    }
    if (says(tail, "insufficient memory for the Java Runtime") || says(tail, "OutOfMemoryError")) {
      return "it has too little memory for the worker. Set <javaArguments> of the device, for"
          + " example -Xms128m -Xmx128m.";
    }
    if (says(tail, "Could not create the Java")) {
      return "its JVM did not start, as the lines below say. Correct <javaArguments> of the device.";
    }
    if (says(tail, "No space left on device")) {
      return "its disk is full. Free some space, or name a directory on another disk in"
          + " <directory>.";
    }
    if (says(tail, "failed to map segment from shared object")) {
      return "its natives may not be run from where they were unpacked: that file system is mounted"
          + " noexec. Name another directory in <directory>.";
    }
    return "its worker ended without a result (exit code " + code + ").";
  }

  private static boolean says(List<String> tail, String words) {
    return tail.stream().anyMatch(line -> line.contains(words));
  }

  private void tidy() throws DeviceException, IOException {
    shell.runTo(tidying(CACHE_KILOBYTES), line -> {});
  }

  /** Takes the run's folder away, and what was longest not used of more parts than that. */
  static String tidying(long kilobytes) {
    return """
        cd "$dir"; rm -rf "$job"
        kilobytes=0
        ls -t parts | while read -r part; do
          kilobytes=$((kilobytes + ($(wc -c <"parts/$part") + 1023) / 1024))
          [ $kilobytes -gt LIMIT ] && rm -f "parts/$part"
        done
        :"""
        .replace("LIMIT", Long.toString(kilobytes));
  }

  @Override
  public void close() throws IOException {
    shell.close();
  }
}

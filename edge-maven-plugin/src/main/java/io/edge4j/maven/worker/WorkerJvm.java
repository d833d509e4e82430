package io.edge4j.maven.worker;

import io.edge4j.maven.stage.Progress;
import io.edge4j.maven.stage.Stage;
import io.edge4j.maven.stage.StageException;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Runs stages in JVMs of their own, one fresh process a run. A fresh process because libtorch
 * cannot be loaded by two class realms of one JVM, because a native crash must not take Maven with
 * it, and because a benchmark wants a clean one.
 *
 * @param java what the worker runs on
 * @param classPath jars and folders, the plugin itself among them
 * @param jvmArguments such as {@code -Xmx512m}
 * @param environment variables that are added to this process's own
 * @param timeout after which a worker counts as hanging and is ended
 */
public record WorkerJvm(
    JavaInstallation java,
    List<Path> classPath,
    List<String> jvmArguments,
    Map<String, String> environment,
    Duration timeout) {

  /** JDK 22 warns about, and 24 restricts, natives that were not enabled on the command line. */
  private static final int NATIVE_ACCESS_FLAG_SINCE = 22;

  public WorkerJvm {
    classPath = List.copyOf(classPath);
    jvmArguments = List.copyOf(jvmArguments);
    environment = Map.copyOf(environment);
  }

  /** A worker like this process: same Java, same class path, for stages that start others. */
  public static WorkerJvm likeThisOne(
      List<String> jvmArguments, Map<String, String> environment, Duration timeout) {
    List<Path> classPath =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .filter(entry -> !entry.isEmpty())
            .map(Path::of)
            .toList();
    return new WorkerJvm(
        JavaInstallation.ofThisProcess(), classPath, jvmArguments, environment, timeout);
  }

  /**
   * Runs the stage to its end. The stage is named by its class and not given as an object, because
   * this JVM may lack the engines that its code links to.
   *
   * @param directory where the worker's log stays behind as {@code <name>.log}
   * @param name of the run, for the log file and for messages
   * @throws StageException when the stage refused, with its message
   * @throws WorkerException when the process ended without a result
   */
  public <Q extends Record, R extends Record> R run(
      Class<? extends Stage<Q, R>> stage,
      Class<R> reportType,
      Q request,
      Path directory,
      String name,
      Progress progress)
      throws StageException, WorkerException, IOException, InterruptedException {
    requireSeparable();
    Files.createDirectories(directory);
    Path log = directory.resolve(name + ".log");
    Path scratch = Files.createTempDirectory(directory, "." + name + "-");
    try {
      Path requestFile = scratch.resolve("request.json");
      Path resultFile = scratch.resolve("result.json");
      WorkerFiles.writeRequest(requestFile, stage, request);
      WorkerLog output = new WorkerLog(log, progress);
      int code = execute(command(directory, scratch, requestFile, resultFile), output, name, log);
      if (code != WorkerMain.DONE || !Files.exists(resultFile)) {
        throw new WorkerException(Postmortem.explain(name, code, output.tail(), log));
      }
      return WorkerFiles.readResult(Files.readString(resultFile), reportType);
    } finally {
      deleteTree(scratch);
    }
  }

  /** A class path is cut at every separator, also at one that belongs to a folder's name. */
  private void requireSeparable() throws WorkerException {
    for (Path entry : classPath) {
      if (entry.toString().contains(File.pathSeparator)) {
        throw new WorkerException(
            "The class path of a worker needs "
                + entry
                + ", and '"
                + File.pathSeparator
                + "' in its name would cut it in two. Move the project, or the local repository"
                + " (<localRepository> in settings.xml), to a folder without '"
                + File.pathSeparator
                + "' in its name.");
      }
    }
  }

  private List<String> command(Path directory, Path scratch, Path requestFile, Path resultFile)
      throws IOException {
    List<String> arguments = new ArrayList<>();
    // Natives are unpacked into the worker's own folder: a killed one leaves nothing in /tmp.
    arguments.add("-Djava.io.tmpdir=" + scratch.toAbsolutePath());
    arguments.add("-XX:ErrorFile=" + directory.resolve("hs_err_%p.log"));
    arguments.add("-Dai.djl.offline=true");
    arguments.add("-Djava.awt.headless=true");
    arguments.add("-Dfile.encoding=UTF-8");
    if (java.feature() >= NATIVE_ACCESS_FLAG_SINCE) {
      arguments.add("--enable-native-access=ALL-UNNAMED");
    }
    arguments.addAll(jvmArguments);
    arguments.add("-cp");
    arguments.add(String.join(File.pathSeparator, classPath.stream().map(Path::toString).toList()));
    arguments.add(WorkerMain.class.getName());
    arguments.add(requestFile.toString());
    arguments.add(resultFile.toString());
    return List.of(java.command().toString(), "@" + argumentFile(scratch, arguments));
  }

  /** Class paths outgrow the command line of Windows; an argument file does not. */
  private static Path argumentFile(Path scratch, List<String> arguments) throws IOException {
    List<String> quoted =
        arguments.stream()
            .map(a -> '"' + a.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
            .toList();
    // The launcher reads the file in the platform's own encoding, not in UTF-8.
    String encoding = System.getProperty("native.encoding", StandardCharsets.UTF_8.name());
    return Files.write(scratch.resolve("arguments"), quoted, Charset.forName(encoding));
  }

  private int execute(List<String> command, WorkerLog output, String name, Path log)
      throws IOException, InterruptedException, WorkerException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("ORT_DISABLE_TELEMETRY", "1");
    builder.environment().putAll(environment);
    // Options meant for the build's JVM would also reach the worker, and print a line each.
    builder
        .environment()
        .keySet()
        .removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
    Process process = builder.start();
    Thread ender = new Thread(process::destroyForcibly, "edge-worker-end");
    Runtime.getRuntime().addShutdownHook(ender);
    Thread reader = new Thread(() -> follow(output, process), "edge-worker-log");
    reader.setDaemon(true);
    reader.start();
    try {
      if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new WorkerException(Postmortem.hung(name, timeout, log));
      }
      reader.join();
      return process.exitValue();
    } finally {
      process.destroyForcibly().waitFor();
      removeHook(ender);
    }
  }

  private static void follow(WorkerLog output, Process process) {
    try {
      output.follow(process.getInputStream());
    } catch (IOException e) {
      if (process.isAlive()) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is going down and runs the hook now: the worker is dead already.
    }
  }

  private static void deleteTree(Path folder) throws IOException {
    try (Stream<Path> tree = Files.walk(folder)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}

package io.edge4j.maven.worker;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Says how a worker ended and what to do, from its exit code and its last lines. */
final class Postmortem {
  /** What a shell reports for a process that the kernel killed with signal 9. */
  private static final int KILLED = 128 + 9;

  /** SIGABRT, SIGBUS, SIGSEGV: how natives crash. */
  private static final List<Integer> NATIVE_CRASHES = List.of(128 + 6, 128 + 7, 128 + 11);

  private Postmortem() {}

  static String explain(String name, int code, List<String> tail, Path log) {
    StringBuilder message =
        new StringBuilder("The worker of " + name + " ended without a result: ");
    message.append(cause(code, tail));
    tail.forEach(line -> message.append(System.lineSeparator()).append("  | ").append(line));
    return message.append(System.lineSeparator()).append("Whole log: ").append(log).toString();
  }

  static String hung(String name, Duration timeout, Path log) {
    return "The worker of "
        + name
        + " did not end within "
        + timeout.toMinutes()
        + " minutes and was ended. If it only needs longer, raise <timeoutMinutes> "
        + "(edge.timeoutMinutes). Whole log: "
        + log;
  }

  private static String cause(int code, List<String> tail) {
    if (says(tail, "insufficient memory for the Java Runtime Environment")) {
      return "the system does not have the memory that its JVM asked for. Free some, or lower -Xmx "
          + "and -Xms in <workerJvmArguments> (edge.workerJvmArguments).";
    }
    if (says(tail, "initialization of VM") || says(tail, "Could not create the Java")) {
      return "its JVM did not start, as the lines below say. Correct <workerJvmArguments> "
          + "(edge.workerJvmArguments), for example -Xmx4g.";
    }
    if (says(tail, "java.lang.OutOfMemoryError")) {
      return "it ran out of memory. Give it more with <workerJvmArguments> "
          + "(edge.workerJvmArguments), for example -Xmx4g, or give it less at once: a lower batchSize, smaller <dimensions>.";
    }
    if (code == KILLED) {
      return "it was killed from outside (exit code 137), most often by the system for lack of "
          + "memory. Free memory, or lower batchSize.";
    }
    if (NATIVE_CRASHES.contains(code)) {
      return "it crashed in native code (exit code "
          + code
          + "). Check that the system has glibc "
          + "2.28 or later and libstdc++ (Alpine has neither), then report it with the log.";
    }
    if (says(tail, "No space left on device")) {
      return "the disk is full. Free some space where the module's target folder is: natives are"
          + " unpacked there, some hundred MB for PyTorch.";
    }
    if (says(tail, "failed to map segment from shared object")) {
      return "its natives may not be run from where they were unpacked: the module's target folder"
          + " lies on a file system that is mounted noexec. Mount it without, or name"
          + " another folder in <outputDirectory> (edge.outputDirectory).";
    }
    if (says(tail, "UnsatisfiedLinkError")) {
      return "a native library did not load. Check that the system has glibc 2.28 or later and "
          + "libstdc++ (Alpine has neither).";
    }
    return "exit code " + code + ".";
  }

  private static boolean says(List<String> tail, String words) {
    return tail.stream().anyMatch(line -> line.contains(words));
  }
}

package io.edge4j.maven.quantize;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is known of a machine's processor.
 *
 * @param target that it is; empty where its flags cannot be read
 * @param evidence how that is known, or why it is not
 */
record Processor(Optional<Target> target, String evidence) {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
  private static final List<String> VNNI = List.of("avx512_vnni", "avx_vnni");
  private static final Set<String> X86 = Set.of("amd64", "x86_64");
  private static final Set<String> ARM = Set.of("aarch64", "arm64");

  /** The machine that this runs on. */
  static Processor ofThisMachine() throws IOException {
    return of(
        System.getProperty("os.arch"),
        Files.isReadable(CPU_INFO) ? Files.readAllLines(CPU_INFO) : List.of());
  }

  /**
   * Tells a processor.
   *
   * @param architecture as the system property {@code os.arch} has it
   * @param cpuInfo lines of Linux's {@code /proc/cpuinfo}; none on other systems
   */
  static Processor of(String architecture, List<String> cpuInfo) {
    if (ARM.contains(architecture)) {
      return new Processor(Optional.of(Target.ARM64), "its architecture is " + architecture);
    }
    if (!X86.contains(architecture)) {
      return new Processor(Optional.empty(), "there is no target for " + architecture);
    }
    Optional<String> flags = cpuInfo.stream().filter(line -> line.startsWith("flags")).findFirst();
    if (flags.isEmpty()) {
      return new Processor(
          Optional.empty(), "its flags cannot be read here, where there is no " + CPU_INFO);
    }
    List<String> words = Arrays.asList(flags.get().split("\\s+"));
    return VNNI.stream()
        .filter(words::contains)
        .findFirst()
        .map(flag -> new Processor(Optional.of(Target.X86_VNNI), "it has " + flag))
        .orElseGet(() -> new Processor(Optional.of(Target.X86_AVX2), "it has no VNNI"));
  }
}

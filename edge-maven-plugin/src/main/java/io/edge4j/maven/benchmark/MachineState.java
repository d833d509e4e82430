package io.edge4j.maven.benchmark;

import io.edge4j.maven.report.MachineReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What Linux tells of the board below it, in {@code /proc} and {@code /sys}.
 *
 * @param root {@code /}
 */
record MachineState(Path root) {
  /** What int8 kernels ask for, in the kernel's names on ARM and on x86. */
  private static final Set<String> FEATURES =
      Set.of(
          "asimddp", "i8mm", "sve", "sve2", "sme", "avx2", "avx_vnni", "avx512_vnni", "amx_int8");

  private static final List<String> MODELS =
      List.of("proc/device-tree/model", "sys/class/dmi/id/product_name");

  /** A board's own words, between two readings. */
  MachineReport report(MachineReport.Reading before, MachineReport.Reading after)
      throws IOException {
    return new MachineReport(
        model(),
        features(),
        memory(),
        text("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"),
        before,
        after);
  }

  MachineReport.Reading reading() throws IOException, InterruptedException {
    OptionalLong kilohertz =
        largest("sys/devices/system/cpu", "cpu[0-9]*", "cpufreq/scaling_cur_freq");
    OptionalLong millidegrees = largest("sys/class/thermal", "thermal_zone*", "temp");
    return new MachineReport.Reading(
        kilohertz.isPresent() ? Long.valueOf(kilohertz.getAsLong() / 1000) : null,
        millidegrees.isPresent() ? Double.valueOf(millidegrees.getAsLong() / 1000.0) : null,
        throttled());
  }

  private @Nullable String model() {
    for (String place : MODELS) {
      String found = text(place);
      if (found != null && !found.isEmpty()) {
        return found;
      }
    }
    return null;
  }

  private List<String> features() throws IOException {
    Path info = root.resolve("proc/cpuinfo");
    if (!Files.isReadable(info)) {
      return List.of();
    }
    Set<String> found = new LinkedHashSet<>();
    try (Stream<String> lines = Files.lines(info, StandardCharsets.ISO_8859_1)) {
      lines
          .filter(line -> line.startsWith("flags") || line.startsWith("Features"))
          .limit(1)
          .flatMap(line -> Arrays.stream(line.split("\\s+", -1)))
          .filter(FEATURES::contains)
          .forEach(found::add);
    }
    return List.copyOf(found);
  }

  private @Nullable Long memory() throws IOException {
    Path info = root.resolve("proc/meminfo");
    if (!Files.isReadable(info)) {
      return null;
    }
    try (Stream<String> lines = Files.lines(info)) {
      return lines
          .filter(line -> line.startsWith("MemTotal:"))
          .map(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst()
          .orElse(null);
    }
  }

  private OptionalLong largest(String folder, String glob, String file) throws IOException {
    Path place = root.resolve(folder);
    if (!Files.isDirectory(place)) {
      return OptionalLong.empty();
    }
    long largest = Long.MIN_VALUE;
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(place, glob)) {
      for (Path entry : entries) {
        String found = text(root.relativize(entry.resolve(file)).toString());
        if (found != null && found.matches("-?\\d+")) {
          largest = Math.max(largest, Long.parseLong(found));
        }
      }
    }
    return largest == Long.MIN_VALUE ? OptionalLong.empty() : OptionalLong.of(largest);
  }

  /** Null where there is none, or where it cannot be read: some zones have no sensor. */
  private @Nullable String text(String place) {
    Path file = root.resolve(place);
    if (!Files.isReadable(file)) {
      return null;
    }
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1).replace("\0", "").strip();
    } catch (IOException e) {
      // A zone whose sensor is off cannot be read.
      return null;
    }
  }

  /** {@code vcgencmd get_throttled} of a Raspberry Pi says {@code throttled=0x50005}. */
  private static @Nullable Long throttled() throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(List.of("vcgencmd", "get_throttled"))
              .redirectErrorStream(true)
              .start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      process.waitFor(1, TimeUnit.SECONDS);
      int at = said.indexOf("=0x");
      return at < 0 ? null : Long.valueOf(Long.parseLong(said.substring(at + 3).strip(), 16));
    } catch (IOException | NumberFormatException e) {
      // No Raspberry Pi.
      return null;
    }
  }
}

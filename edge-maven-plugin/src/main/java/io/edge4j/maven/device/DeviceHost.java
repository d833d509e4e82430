package io.edge4j.maven.device;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a device said of itself.
 *
 * @param java the command that runs there
 * @param feature its Java version, for example 17
 * @param platform of ONNX Runtime's natives there, such as {@code linux-aarch64}
 * @param emulation which processor its Java is for and which the device has, where they differ, so
 *     that an emulator runs it; else empty
 * @param freeKilobytes where parts are kept
 * @param parts SHA-256 of those that are there, in hexadecimal
 */
record DeviceHost(
    String java,
    int feature,
    String platform,
    String emulation,
    long freeKilobytes,
    Set<String> parts) {
  /** What this plugin is compiled for. */
  private static final int OLDEST_JAVA = 17;

  private static final String PART = "part";

  /** For which ONNX Runtime's jar has natives, by {@code uname -s} and {@code os.arch}. */
  private static final Map<String, String> PLATFORMS =
      Map.of(
          "Linux amd64", "linux-x64",
          "Linux x86_64", "linux-x64",
          "Linux aarch64", "linux-aarch64",
          "Darwin aarch64", "osx-aarch64");

  /** Finds out what {@link #of} reads, and makes the directory. */
  static String probe(Device device) {
    String wanted = device.java().isEmpty() ? "" : ShellText.path(device.java());
    String directory =
        device.directory().isEmpty()
            ? "\"${XDG_CACHE_HOME:-$HOME/.cache}/edge4j\""
            : ShellText.path(device.directory());
    return """
        say() { printf '%s\\n' "@edge4j $1"; }
        unset JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS
        export ORT_DISABLE_TELEMETRY=1 LC_ALL=C.UTF-8
        java=JAVA
        if [ -z "$java" ]; then
          if [ -n "$JAVA_HOME" ] && [ -x "$JAVA_HOME/bin/java" ]; then java=$JAVA_HOME/bin/java; else java=java; fi
        fi
        dir=DIRECTORY
        say "system=$(uname -s)"
        say "machine=$(uname -m)"
        say "java=$java"
        if command -v "$java" >/dev/null 2>&1; then
          told=$("$java" -XshowSettings:properties -version 2>&1 </dev/null); code=$?
          if [ "$code" -eq 0 ]; then
            printf '%s\\n' "$told" | sed -n -e 's/^ *java.version = /@edge4j java.version=/p' -e 's/^ *os.arch = /@edge4j os.arch=/p'
          else
            say "java.failed=$(printf '%s ' $told | head -c 300)"
          fi
        fi
        if ! getconf GNU_LIBC_VERSION >/dev/null 2>&1; then
          for libc in /lib/ld-musl-*; do [ -e "$libc" ] && say "libc=musl"; done
        fi
        for command in tar gzip head df ln touch; do
          command -v $command >/dev/null 2>&1 || say "missing=$command"
        done
        if wrong=$( { mkdir -p "$dir/parts" "$dir/jobs" && : >"$dir/jobs/.edge$$" && rm -f "$dir/jobs/.edge$$"; } 2>&1 </dev/null ); then
          dir=$(cd "$dir" && pwd)
          say "free=$(df -Pk "$dir" | tail -n 1)"
          for job in "$dir"/jobs/*; do
            [ -d "$job" ] && { kill -0 "${job##*/}" 2>/dev/null || rm -rf "$job"; }
          done
          for part in "$dir"/parts/*; do [ -f "$part" ] && say "part=${part##*/}"; done
        else
          say "unwritable=$dir: $(printf '%s ' $wrong)"
        fi
        :"""
        .replace("JAVA\n", wanted + "\n")
        .replace("DIRECTORY\n", directory + "\n");
  }

  /**
   * Reads what a probe found.
   *
   * @param lines {@code name=value}
   * @throws DeviceException when nothing can be measured there; says why, and the way out
   */
  static DeviceHost of(Device device, List<String> lines) throws DeviceException {
    Map<String, String> facts = new HashMap<>();
    Set<String> parts = new LinkedHashSet<>();
    for (String line : lines) {
      int at = line.indexOf('=');
      if (at < 0) {
        continue;
      }
      String name = line.substring(0, at);
      String value = line.substring(at + 1).strip();
      if (name.equals(PART)) {
        parts.add(value);
      } else {
        facts.put(name, value);
      }
    }
    Facts known = new Facts(device, facts);
    known.requireTools();
    int feature = known.requireJava();
    String platform = known.requirePlatform();
    return new DeviceHost(
        known.of("java"), feature, platform, known.emulation(), known.requireWritable(), parts);
  }

  private record Facts(Device device, Map<String, String> facts) {
    String of(String name) {
      return facts.getOrDefault(name, "");
    }

    private DeviceException refused(String problem) {
      return DeviceException.of(device, problem);
    }

    void requireTools() throws DeviceException {
      if (facts.containsKey("missing")) {
        throw refused(
            "it lacks the command "
                + of("missing")
                + "; install it there (BusyBox and coreutils have it)");
      }
    }

    int requireJava() throws DeviceException {
      String version = of("java.version");
      if (facts.containsKey("java.failed")) {
        throw refused("its '" + of("java") + "' does not start: " + of("java.failed"));
      }
      if (version.isEmpty()) {
        throw refused(
            "it has no Java: '"
                + of("java")
                + "' was not found there. Install one (apt-get install openjdk-17-jre-headless), or"
                + " name it in <java>, for example /opt/jdk/bin/java");
      }
      int feature = feature(version);
      if (feature < OLDEST_JAVA) {
        throw refused(
            "its '"
                + of("java")
                + "' is Java "
                + version
                + "; Java "
                + OLDEST_JAVA
                + " or later is needed. Install one, or name it in <java>");
      }
      return feature;
    }

    private int feature(String version) throws DeviceException {
      // Java 8 calls itself 1.8.0_492.
      String digits =
          (version.startsWith("1.") ? version.substring(2) : version).split("\\D", 2)[0];
      try {
        return Integer.parseInt(digits);
      } catch (NumberFormatException e) {
        throw refused("its Java calls itself '" + version + "', which is no version");
      }
    }

    /** A system's own words for the processors that there are natives for. */
    private static String processor(String said) {
      return switch (said.toLowerCase(Locale.ROOT)) {
        case "amd64", "x86_64" -> "x86_64";
        case "arm64", "aarch64" -> "aarch64";
        default -> said;
      };
    }

    String emulation() {
      String java = processor(of("os.arch"));
      String machine = processor(of("machine"));
      boolean differ = machine.equals("x86_64") || machine.equals("aarch64");
      return differ && !java.equals(machine) ? java + " on " + machine : "";
    }

    String requirePlatform() throws DeviceException {
      String arch = of("os.arch").toLowerCase(Locale.ROOT);
      String platform = PLATFORMS.get(of("system") + " " + arch);
      if (platform == null) {
        throw refused(
            "its Java runs on "
                + of("system")
                + " "
                + arch
                + " (uname says "
                + of("machine")
                + "), for which ONNX Runtime has no natives on Maven Central; it has them for "
                + "64-bit Linux on x86 and ARM, and for macOS on ARM."
                + (arch.startsWith("arm") || arch.equals("x86") || arch.equals("i386")
                    ? " Install a 64-bit system and Java there"
                    : " Measure on another device"));
      }
      if (facts.containsKey("libc")) {
        throw refused(
            "it has musl as its C library (Alpine), and ONNX Runtime's natives need glibc. Use an"
                + " image that is based on Debian or Ubuntu, for example eclipse-temurin:17-jre");
      }
      return platform;
    }

    long requireWritable() throws DeviceException {
      if (facts.containsKey("unwritable")) {
        throw refused(
            "nothing can be written to "
                + of("unwritable")
                + ". Name a directory that can be written in <directory>, for example /tmp/edge4j");
      }
      return free(of("free")).orElse(Long.MAX_VALUE);
    }

    /** The column before the one in per cent. */
    private static Optional<Long> free(String line) {
      String[] columns = line.split("\\s+", -1);
      for (int i = 1; i < columns.length; i++) {
        if (columns[i].endsWith("%") && columns[i - 1].matches("\\d+")) {
          return Optional.of(Long.parseLong(columns[i - 1]));
        }
      }
      return Optional.empty();
    }
  }
}

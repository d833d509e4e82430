package io.edge4j.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * ONNX Runtime with its telemetry off.
 *
 * <p>Up to 1.28 the Linux and macOS builds contain no telemetry. From 1.29.0 on they send it unless
 * {@code ORT_DISABLE_TELEMETRY=1} stands in the environment when the natives are loaded; {@code
 * setTelemetry(false)} comes too late. A library cannot set its own process's environment, so such
 * a version is refused without the variable, before anything native is loaded.
 */
final class OnnxRuntime {
  static final String VARIABLE = "ORT_DISABLE_TELEMETRY";
  private static final Pattern MAJOR_MINOR = Pattern.compile("(\\d{1,6})\\.(\\d{1,6})");

  private OnnxRuntime() {}

  /** The process's one environment; loads the natives at the first call. */
  static OrtEnvironment environment() {
    Package library = OrtEnvironment.class.getPackage();
    // A repackaged jar carries somebody else's version: judge only what says it is ONNX Runtime.
    if ("onnxruntime".equals(library.getImplementationTitle())) {
      requireSilent(library.getImplementationVersion(), System.getenv(VARIABLE));
    }
    OrtEnvironment environment = load();
    requireSilent(environment.getVersion(), System.getenv(VARIABLE));
    try {
      // Windows builds report through ETW, which this does stop.
      environment.setTelemetry(false);
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime's telemetry could not be turned off.", e);
    }
    return environment;
  }

  /** With natives that lie unpacked, unless somebody has said where they are. */
  private static OrtEnvironment load() {
    boolean placed =
        System.getProperties().stringPropertyNames().stream()
            .anyMatch(name -> name.startsWith(Natives.PROPERTIES));
    if (!placed) {
      Natives.ofThisProcess()
          .folder()
          .ifPresent(folder -> System.setProperty(Natives.PATH, folder.toString()));
    }
    return OrtEnvironment.getEnvironment();
  }

  /**
   * Refuses a version that would call home.
   *
   * @param version of ONNX Runtime, {@code major.minor.patch}; unknown when null
   * @param variable the value of {@code ORT_DISABLE_TELEMETRY}, null when unset
   * @throws IllegalStateException for 1.29 or later without the variable
   */
  static void requireSilent(String version, String variable) {
    if (version == null || "1".equals(variable)) {
      return;
    }
    Matcher numbers = MAJOR_MINOR.matcher(version);
    if (!numbers.lookingAt()) {
      return;
    }
    int major = Integer.parseInt(numbers.group(1));
    int minor = Integer.parseInt(numbers.group(2));
    if (major > 1 || minor >= 29) {
      throw new IllegalStateException(
          "ONNX Runtime "
              + version
              + " sends telemetry unless "
              + VARIABLE
              + "=1 stands in the environment of the process: set it, or use ONNX Runtime 1.28.0.");
    }
  }
}

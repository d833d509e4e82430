package io.edge4j.maven.mojo;

import io.edge4j.maven.device.Device;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One {@code <device>} of the pom. */
public final class DeviceConfiguration {
  /** As reports and gates call it, for example {@code pi-zero}. */
  @Nullable String name;

  /**
   * The command that runs {@code sh} there with standard input and output, for example {@code ssh
   * -oBatchMode=yes pi@192.0.2.7}, {@code docker exec -i board sh} or {@code kubectl exec -i pod --
   * sh}.
   */
  @Nullable String launcher;

  /** The Java command there; the one in {@code JAVA_HOME} or on the path unless given. */
  @Nullable String java;

  /** Where parts are kept there; {@code ~/.cache/edge4j} unless given. */
  @Nullable String directory;

  /** Arguments of every JVM there, for example {@code -Xms128m} and {@code -Xmx128m}. */
  List<String> javaArguments = List.of();

  /** For how many seconds it may be silent; 30 unless given. */
  @Nullable Integer timeout;

  Device device() {
    return new Device(
        orEmpty(name),
        orEmpty(launcher),
        orEmpty(java),
        orEmpty(directory),
        javaArguments,
        timeout == null ? Device.DEFAULT_TIMEOUT_SECONDS : timeout);
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text.strip();
  }
}

package io.edge4j.maven.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The state of a device around a measurement, as far as its system tells.
 *
 * @param model what its maker calls it; null where nothing says so
 * @param features of its processor that matter to int8, as the kernel names them
 * @param memoryBytes of the whole device; null where unknown
 * @param governor of its clock; null where there is none
 * @param before when measuring began
 * @param after when it ended
 */
public record MachineReport(
    @Nullable String model,
    List<String> features,
    @Nullable Long memoryBytes,
    @Nullable String governor,
    Reading before,
    Reading after) {
  /** A clock that fell to less than this share of what it was, has been throttled. */
  private static final double FALLEN = 0.9;

  private static final String PERFORMANCE = "performance";

  /** Figures of a Raspberry Pi's firmware: what holds now. */
  private static final int UNDER_VOLTAGE = 1;

  private static final int THROTTLED_NOW = 1 << 2;
  private static final int UNDER_VOLTAGE_SINCE_BOOT = 1 << 16;
  private static final int THROTTLED_SINCE_BOOT = 1 << 18;

  /**
   * What changes while a device works.
   *
   * @param megahertz of its fastest core; null where the system does not tell
   * @param celsius of its warmest zone; null likewise
   * @param throttled the Raspberry Pi's word for it, a set of bits; null on other boards
   */
  public record Reading(
      @Nullable Long megahertz, @Nullable Double celsius, @Nullable Long throttled) {}

  /** What a reader must know, in sentences. */
  List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    Long first = before.megahertz();
    Long last = after.megahertz();
    if (first != null && last != null && last < first * FALLEN) {
      warnings.add(
          "The clock fell from "
              + first
              + " to "
              + last
              + " MHz while measuring: put a heat sink on the device, or lower <runs>"
              + " (edge.benchmark.runs).");
    }
    if (governor != null && !governor.equals(PERFORMANCE)) {
      warnings.add(
          "The clock's governor is '"
              + governor
              + "': for steadier figures set it to 'performance' (cpupower frequency-set -g"
              + " performance).");
    }
    Long bits = after.throttled();
    if (bits != null && (bits & (UNDER_VOLTAGE | UNDER_VOLTAGE_SINCE_BOOT)) != 0) {
      warnings.add(
          "The device had too little voltage"
              + ((bits & UNDER_VOLTAGE) != 0 ? "" : " since it was started")
              + ", which slows it down: use its own power supply.");
    }
    if (bits != null && (bits & (THROTTLED_NOW | THROTTLED_SINCE_BOOT)) != 0) {
      warnings.add(
          "The device was throttled"
              + ((bits & THROTTLED_NOW) != 0 ? "" : " since it was started")
              + ": cool it.");
    }
    return warnings;
  }

  /** Names and values. */
  Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    if (model != null) {
      facts.put("Device", model);
    }
    facts.put(
        "Processor features for int8",
        features.isEmpty() ? "none told" : String.join(", ", features));
    if (memoryBytes != null) {
      facts.put("Memory", memoryBytes / (1 << 20) + " MB");
    }
    if (governor != null) {
      facts.put("Clock governor", governor);
    }
    put(facts, "Clock", "%.0f MHz", number(before.megahertz()), number(after.megahertz()));
    put(facts, "Temperature", "%.0f °C", before.celsius(), after.celsius());
    return facts;
  }

  private static @Nullable Double number(@Nullable Long value) {
    return value == null ? null : value.doubleValue();
  }

  private static void put(
      Map<String, String> facts,
      String name,
      String format,
      @Nullable Double first,
      @Nullable Double last) {
    if (first != null && last != null) {
      facts.put(
          name,
          String.format(Locale.ROOT, format, first)
              + " before, "
              + String.format(Locale.ROOT, format, last)
              + " after");
    }
  }
}

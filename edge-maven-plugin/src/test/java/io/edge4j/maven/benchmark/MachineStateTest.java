package io.edge4j.maven.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.edge4j.maven.report.MachineReport;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A board as its files tell it. */
class MachineStateTest {
  @TempDir Path root;

  @Test
  void aRaspberryPiIsRead() throws Exception {
    put("proc/device-tree/model", "Raspberry Pi 4 Model B Rev 1.4\0");
    put("proc/cpuinfo", "processor\t: 0\nFeatures\t: fp asimd crc32 asimddp i8mm cpuid\n");
    put("proc/meminfo", "MemTotal:        3884360 kB\nMemFree: 1 kB\n");
    put("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "ondemand\n");
    put("sys/devices/system/cpu/cpu0/cpufreq/scaling_cur_freq", "600000\n");
    put("sys/devices/system/cpu/cpu1/cpufreq/scaling_cur_freq", "1800000\n");
    put("sys/class/thermal/thermal_zone0/temp", "51200\n");
    MachineState state = new MachineState(root);
    MachineReport.Reading reading = state.reading();

    assertThat(reading.megahertz()).isEqualTo(1800);
    assertThat(reading.celsius()).isEqualTo(51.2);
    MachineReport report = state.report(reading, reading);
    assertThat(report.model()).isEqualTo("Raspberry Pi 4 Model B Rev 1.4");
    assertThat(report.features()).containsExactly("asimddp", "i8mm");
    assertThat(report.memoryBytes()).isEqualTo(3_884_360L * 1024);
    assertThat(report.governor()).isEqualTo("ondemand");
  }

  @Test
  void aSystemThatTellsNothingHasNothing() throws Exception {
    MachineState state = new MachineState(root);
    MachineReport.Reading reading = state.reading();
    assertThat(reading.megahertz()).isNull();
    assertThat(state.report(reading, reading).model()).isNull();
  }

  private void put(String place, String text) throws Exception {
    Path file = root.resolve(place);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}

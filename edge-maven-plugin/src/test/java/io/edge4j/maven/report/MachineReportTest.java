package io.edge4j.maven.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.edge4j.maven.report.MachineReport.Reading;
import java.util.List;
import org.junit.jupiter.api.Test;

class MachineReportTest {
  @Test
  void aClockThatFellIsWarnedOf() {
    assertThat(report("performance", new Reading(1800L, 50.0, 0L), new Reading(1000L, 82.0, 0L)))
        .containsExactly(
            "The clock fell from 1800 to 1000 MHz while measuring: put a heat sink on the device, or"
                + " lower <runs> (edge.benchmark.runs).");
  }

  @Test
  void aClockThatStayedIsNot() {
    assertThat(report("performance", new Reading(1800L, 50.0, 0L), new Reading(1790L, 60.0, 0L)))
        .isEmpty();
  }

  @Test
  void whatARaspberryPiSaysOfItsPowerIsWarnedOf() {
    assertThat(report("ondemand", new Reading(null, null, 0L), new Reading(null, null, 0x50005L)))
        .hasSize(3)
        .anyMatch(line -> line.contains("'ondemand'"))
        .anyMatch(line -> line.contains("too little voltage"))
        .anyMatch(line -> line.contains("was throttled"));
  }

  private static List<String> report(String governor, Reading before, Reading after) {
    return new MachineReport("Pi", List.of("asimddp"), 1L << 30, governor, before, after)
        .warnings();
  }
}

package io.edge4j.maven.report;

import java.util.ArrayList;
import java.util.List;

/** The report as lines for a build's log. */
public final class ConsoleReport {

  private ConsoleReport() {}

  /** The table, the gates, what to know before quoting a figure, and the verdict. */
  public static List<String> lines(BenchmarkReport report, GatePolicy policy) {
    List<String> lines = new ArrayList<>();
    lines.add(title(report));
    lines.addAll(table(Table.of(report)));
    report.gates().forEach(gate -> lines.add(gate.line()));
    report.notes().forEach(note -> lines.add("Note: " + note));
    lines.add(Verdict.of(report, policy).sentence());
    return lines;
  }

  private static String title(BenchmarkReport report) {
    String dataset = report.dataset() == null ? "no dataset" : report.dataset().name();
    ProtocolReport protocol = report.protocol();
    return "Benchmark of "
        + report.model()
        + " on "
        + dataset
        + ": batch "
        + protocol.batchSize()
        + ", "
        + protocol.threads()
        + (protocol.threads() == 1 ? " thread, " : " threads, ")
        + protocol.timedRuns()
        + " timed runs each in "
        + protocol.forksDone()
        + (protocol.forksDone() == 1 ? " JVM" : " JVMs");
  }

  private static List<String> table(Table table) {
    int columns = table.head().size();
    int[] widths = new int[columns];
    List<List<String>> all = new ArrayList<>();
    all.add(table.head());
    all.addAll(table.rows());
    for (List<String> row : all) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    List<String> lines = new ArrayList<>();
    all.forEach(row -> lines.add(aligned(row, widths)));
    lines.add(1, "-".repeat(lines.get(0).length()));
    return lines;
  }

  /** Names to the left, figures to the right. */
  private static String aligned(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String padding = " ".repeat(widths[i] - row.get(i).length());
      line.append(i == 0 ? row.get(i) + padding : "  " + padding + row.get(i));
    }
    return line.toString();
  }
}

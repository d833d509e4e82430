package io.edge4j.maven.report;

import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** The report for a pull request comment or a job's summary: {@code benchmark.md}. */
public final class MarkdownReport {
  private MarkdownReport() {}

  /**
   * The whole text.
   *
   * @param policy which gates fail the build
   */
  public static String text(BenchmarkReport report, GatePolicy policy) {
    StringBuilder text = new StringBuilder();
    text.append("### Benchmark of ").append(cell(report.model())).append("\n\n");
    text.append("**").append(cell(Verdict.of(report, policy).sentence())).append("**\n\n");
    text.append(cell(ReportFacts.judgement(report))).append("\n\n");
    table(text, Table.of(report));
    gates(text, report.gates());
    baseline(text, report.baseline());
    text.append("<details><summary>Start, memory and how it was measured</summary>\n\n");
    table(text, Table.details(report));
    if (!Table.throughput(report).rows().isEmpty()) {
      table(text, Table.throughput(report));
    }
    ReportFacts.of(report)
        .forEach(
            (name, value) ->
                text.append("- ").append(name).append(": ").append(cell(value)).append('\n'));
    report.notes().forEach(note -> text.append("- ").append(cell(note)).append('\n'));
    return text.append("\n</details>\n").toString();
  }

  private static void table(StringBuilder text, Table table) {
    row(text, table.head());
    StringJoiner rule = new StringJoiner(" | ", "| ", " |\n");
    for (int i = 0; i < table.head().size(); i++) {
      rule.add(i == 0 ? ":--" : "--:");
    }
    text.append(rule);
    table.rows().forEach(row -> row(text, row));
    text.append('\n');
  }

  private static void gates(StringBuilder text, List<GateResult> gates) {
    if (gates.isEmpty()) {
      return;
    }
    row(text, List.of("Gate", "Outcome", "Found", "Expected"));
    text.append("| :-- | :-- | :-- | :-- |\n");
    for (GateResult gate : gates) {
      row(text, List.of(gate.rule(), mark(gate), gate.found(), gate.expected()));
    }
    text.append('\n');
    for (GateResult gate : gates) {
      if (gate.advice() != null) {
        text.append("- ").append(cell(gate.rule() + ": " + gate.advice())).append('\n');
      }
    }
    if (gates.stream().anyMatch(GateResult::warnsOnly)) {
      text.append("- ").append(cell(GatePolicy.DEFAULTS_ADVISE)).append("\n\n");
    }
  }

  private static String mark(GateResult gate) {
    if (gate.warnsOnly()) {
      return "⚠️ " + gate.outcome().text() + ", advises only";
    }
    return switch (gate.outcome()) {
      case PASSED -> "✅ passed";
      case FAILED -> "❌ failed";
      case INCONCLUSIVE -> "⚠️ inconclusive";
      case NOT_MEASURED -> "➖ not measured";
    };
  }

  private static void baseline(StringBuilder text, @Nullable BaselineReport baseline) {
    if (baseline != null) {
      text.append(ReportFacts.sentence(baseline)).append("\n\n");
    }
  }

  private static void row(StringBuilder text, List<String> cells) {
    StringJoiner row = new StringJoiner(" | ", "| ", " |\n");
    cells.forEach(value -> row.add(cell(value)));
    text.append(row);
  }

  /** What a name could do to a table: end a cell, end a row, open a tag. */
  private static String cell(String value) {
    return value.replace("|", "\\|").replace("<", "&lt;").replaceAll("\\R", " ");
  }
}

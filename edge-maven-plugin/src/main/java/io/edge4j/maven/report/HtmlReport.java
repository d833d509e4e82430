package io.edge4j.maven.report;

import io.edge4j.maven.metric.Metric;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The report as one self-contained page: {@code benchmark.html}. Figures and bars are plain markup;
 * the latency charts are drawn by uPlot, which is written into the page with its data.
 */
public final class HtmlReport {

  private HtmlReport() {}

  /**
   * The whole page; it asks nothing of any network.
   *
   * @param policy which gates fail the build: they stand above everything
   * @param background what to tell beside what was measured
   * @throws IOException when uPlot is not on the class path
   */
  public static String text(BenchmarkReport report, GatePolicy policy, Background background)
      throws IOException {
    Verdict verdict = Verdict.of(report, policy);
    Map<String, String> parts = new TreeMap<>();
    parts.put("title", Markup.escape("Benchmark of " + report.model()));
    parts.put("style", PageAssets.own("benchmark.css"));
    parts.put("chartStyle", PageAssets.chartStyle());
    parts.put("chartLibrary", PageAssets.chartLibrary());
    parts.put("chartLicence", PageAssets.chartLicence());
    parts.put("chartScript", PageAssets.own("benchmark.js"));
    parts.put("data", LatencyData.json(report));
    parts.put("origin", Markup.escape(ReportFacts.origin(report)));
    parts.put("means", means(report));
    parts.put("mood", verdict.mood().style());
    parts.put("verdict", Markup.escape(verdict.sentence()));
    parts.put("failures", failures(report, policy));
    parts.put("summary", summary(report));
    parts.put("table", Markup.table(Table.of(report)));
    parts.put("details", Markup.table(Table.details(report)));
    parts.put("throughput", throughput(Table.throughput(report)));
    parts.put("bars", bars(report));
    parts.put("gates", gates(report));
    parts.put("history", BackgroundMarkup.history(History.of(report, background)));
    parts.put("classes", BackgroundMarkup.classes(background.classes()));
    parts.put("layers", BackgroundMarkup.layers(background.layers()));
    parts.put("facts", facts(report));
    parts.put("notes", notes(report.notes()));
    return Markup.fill(PageAssets.own("benchmark.html"), parts);
  }

  private static String summary(BenchmarkReport report) {
    String baseline =
        report.baseline() == null ? "" : " " + ReportFacts.sentence(report.baseline()) + ".";
    return Markup.escape(ReportFacts.judgement(report) + baseline);
  }

  /** What the mark beside a mean says; empty where there is none. */
  private static String means(BenchmarkReport report) {
    return report.variants().stream().anyMatch(VariantReport::meanMisleads)
        ? "<p class=\"soft\">(!) A few slow runs made this mean: other work on the machine held them"
            + " up. Go by the medians.</p>"
        : "";
  }

  private static String throughput(Table table) {
    return table.rows().isEmpty()
        ? ""
        : "<h2>Throughput</h2><div class=\"scroll\">" + Markup.table(table) + "</div>";
  }

  private static String bars(BenchmarkReport report) {
    return bars("Median time of a run, ms", report, Metric.P50)
        + bars("Size of the model file, KiB", report, Metric.SIZE);
  }

  private static String bars(String title, BenchmarkReport report, Metric metric) {
    double longest = report.variants().stream().mapToDouble(v -> v.value(metric)).max().orElse(1);
    StringBuilder html =
        new StringBuilder(
            "<figure><figcaption>" + Markup.escape(title) + "</figcaption><div class=\"bars\">");
    for (VariantReport variant : report.variants()) {
      double share = longest == 0 ? 0 : variant.value(metric) / longest;
      html.append("<div class=\"bar\"><span>").append(Markup.escape(variant.title()));
      html.append("</span><i style=\"--share:").append(share).append("\"></i><b>");
      html.append(Markup.escape(variant.text(metric))).append("</b></div>");
    }
    return html.append("</div></figure>").toString();
  }

  /** Those that fail the build; empty when none does. */
  private static String failures(BenchmarkReport report, GatePolicy policy) {
    List<GateResult> failed =
        report.gates().stream().filter(gate -> policy.fails(gate, report.baseline())).toList();
    return failed.isEmpty() ? "" : gates(failed);
  }

  private static String gates(BenchmarkReport report) {
    if (report.gates().isEmpty()) {
      return "<p>No gates.</p>";
    }
    String advises =
        report.gates().stream().anyMatch(GateResult::warnsOnly)
            ? "<p>" + Markup.escape(GatePolicy.DEFAULTS_ADVISE) + ".</p>"
            : "";
    return gates(report.gates()) + advises;
  }

  private static String gates(List<GateResult> gates) {
    StringBuilder html = new StringBuilder("<ul class=\"gates\">");
    for (GateResult gate : gates) {
      html.append("<li class=\"");
      html.append(gate.warnsOnly() || gate.sawTooLittle() ? "advises " : "");
      html.append(gate.outcome().text()).append("\"><b>");
      html.append(gate.outcome().text()).append(gate.warnsOnly() ? ", advises only" : "");
      html.append("</b> ").append(Markup.escape(gate.words()));
      html.append("<br>found ").append(Markup.escape(gate.found()));
      html.append(gate.machineBound() ? " <em>(absolute: holds for one machine)</em>" : "");
      html.append(gate.power() == null ? "" : "; " + Markup.escape(gate.power().text()));
      html.append(gate.advice() == null ? "" : "<br>" + Markup.escape(gate.advice()));
      html.append("<br><code>").append(Markup.escape(gate.rule())).append("</code></li>");
    }
    return html.append("</ul>").toString();
  }

  private static String facts(BenchmarkReport report) {
    StringBuilder html = new StringBuilder("<dl>");
    ReportFacts.of(report)
        .forEach(
            (name, value) ->
                html.append("<dt>")
                    .append(Markup.escape(name))
                    .append("</dt><dd>")
                    .append(Markup.escape(value))
                    .append("</dd>"));
    return html.append("</dl>").toString();
  }

  private static String notes(List<String> notes) {
    StringBuilder html = new StringBuilder("<ul>");
    notes.forEach(note -> html.append("<li>").append(Markup.escape(note)).append("</li>"));
    return html.append("</ul>").toString();
  }
}

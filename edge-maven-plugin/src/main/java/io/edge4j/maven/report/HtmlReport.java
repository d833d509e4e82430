package io.edge4j.maven.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** The report as one self-contained page: {@code benchmark.html}. */
public final class HtmlReport {

  private HtmlReport() {}

  /** The whole page; it asks nothing of any network. */
  public static String text(BenchmarkReport report) throws IOException {
    return resource("benchmark.html")
        .replace("{{title}}", escape("Benchmark of " + report.model()))
        .replace("{{style}}", resource("benchmark.css"))
        .replace("{{summary}}", summary(report))
        .replace("{{table}}", table(Table.of(report)))
        .replace("{{bars}}", bars(report))
        .replace("{{gates}}", gates(report))
        .replace("{{facts}}", facts(report))
        .replace("{{notes}}", notes(report.notes()));
  }

  private static String summary(BenchmarkReport report) {
    String dataset =
        report.dataset() == null
            ? "No dataset, so no accuracy."
            : "Accuracy on "
                + report.dataset().testSamples()
                + " test samples of "
                + report.dataset().name()
                + ".";
    return escape(dataset);
  }

  private static String table(Table table) {
    StringBuilder html = new StringBuilder("<table><thead><tr>");
    table
        .head()
        .forEach(cell -> html.append("<th scope=\"col\">").append(escape(cell)).append("</th>"));
    html.append("</tr></thead><tbody>");
    for (List<String> row : table.rows()) {
      html.append("<tr><th scope=\"row\">").append(escape(row.get(0))).append("</th>");
      row.stream()
          .skip(1)
          .forEach(cell -> html.append("<td>").append(escape(cell)).append("</td>"));
      html.append("</tr>");
    }
    return html.append("</tbody></table>").toString();
  }

  private static String bars(BenchmarkReport report) {
    return bars(
            "Mean time of a run, ms",
            report,
            VariantReport::meanMillis,
            v -> Table.millis(v.meanMillis()))
        + bars(
            "Size of the model file, KiB",
            report,
            v -> (double) v.sizeBytes(),
            v -> Table.kibibytes(v.sizeBytes()));
  }

  private static String bars(
      String title,
      BenchmarkReport report,
      java.util.function.ToDoubleFunction<VariantReport> length,
      java.util.function.Function<VariantReport, String> label) {
    double longest = report.variants().stream().mapToDouble(length).max().orElse(1);
    StringBuilder html =
        new StringBuilder("<figure><figcaption>" + escape(title) + "</figcaption>");
    for (VariantReport variant : report.variants()) {
      html.append(
          String.format(
              Locale.ROOT,
              "<div class=\"bar\"><span>%s</span><i style=\"--share:%.4f\"></i><b>%s</b></div>",
              escape(variant.name()),
              longest == 0 ? 0 : length.applyAsDouble(variant) / longest,
              escape(label.apply(variant))));
    }
    return html.append("</figure>").toString();
  }

  private static String gates(BenchmarkReport report) {
    if (report.gates().isEmpty()) {
      return "<p>No gates.</p>";
    }
    StringBuilder html = new StringBuilder("<ul class=\"gates\">");
    for (GateResult gate : report.gates()) {
      html.append("<li class=\"").append(gate.outcome().text()).append("\"><b>");
      html.append(gate.outcome().text()).append("</b> <code>").append(escape(gate.rule()));
      html.append("</code><br>found ").append(escape(gate.found()));
      html.append(", expected ").append(escape(gate.expected()));
      html.append(gate.machineBound() ? " <em>(absolute: holds for one machine)</em>" : "");
      html.append("</li>");
    }
    return html.append("</ul>").toString();
  }

  private static String facts(BenchmarkReport report) {
    StringBuilder html = new StringBuilder("<dl>");
    ReportFacts.of(report)
        .forEach(
            (name, value) ->
                html.append("<dt>")
                    .append(escape(name))
                    .append("</dt><dd>")
                    .append(escape(value))
                    .append("</dd>"));
    return html.append("</dl>").toString();
  }

  private static String notes(List<String> notes) {
    StringBuilder html = new StringBuilder("<ul>");
    notes.forEach(note -> html.append("<li>").append(escape(note)).append("</li>"));
    return html.append("</ul>").toString();
  }

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException(name + " is missing from the plugin's jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}

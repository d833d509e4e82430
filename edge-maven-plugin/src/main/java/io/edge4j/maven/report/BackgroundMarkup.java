package io.edge4j.maven.report;

import io.edge4j.maven.report.QuantizedLayers.Layer;
import io.edge4j.maven.report.QuantizedLayers.ValueError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@link Background} as sections of the page. */
final class BackgroundMarkup {
  /** Rows of a list that are shown before the rest is folded. */
  private static final int SHOWN = 6;

  /** Other classes that a class is most often taken for. */
  private static final int NAMED = 3;

  private BackgroundMarkup() {}

  /** Figures by release; empty where nothing is known of any. */
  static String history(History history) {
    if (history.isEmpty()) {
      return "";
    }
    StringBuilder html = new StringBuilder("<section><h2>By release</h2>");
    if (history.hasEarlier()) {
      html.append(changes(history)).append("<div class=\"charts tracks\">");
      for (Track track : history.tracks()) {
        html.append("<figure><figcaption>").append(Markup.escape(track.title()));
        html.append("</figcaption>").append(HistoryChart.svg(track)).append("</figure>");
      }
      html.append("</div><div class=\"scroll\">").append(Markup.table(history.table()));
      html.append("</div><p class=\"soft\">Sizes, accuracies and ratios as each release reported");
      html.append(" them; times of other machines are not compared. * changed: by more than both");
      html.append(" intervals allow, or by more than 1 % where there is none.");
      html.append("</p>");
    }
    return html.append(list(history.remarks())).append("</section>").toString();
  }

  private static String changes(History history) {
    List<String> changes =
        history.tracks().stream().flatMap(track -> track.changes().stream()).toList();
    return changes.isEmpty()
        ? "<p>No figure changed from release to release.</p>"
        : "<p>What changed, and with which release:</p>" + list(changes);
  }

  private static String list(List<String> lines) {
    if (lines.isEmpty()) {
      return "";
    }
    StringBuilder html = new StringBuilder("<ul>");
    lines.forEach(line -> html.append("<li>").append(Markup.escape(line)).append("</li>"));
    return html.append("</ul>").toString();
  }

  /** What the quantizer did; empty where nobody says. */
  static String layers(QuantizedLayers layers) {
    if (layers.isEmpty()) {
      return "";
    }
    StringBuilder html = new StringBuilder("<section><h2>Layers</h2>");
    if (!layers.errors().isEmpty()) {
      html.append("<h3>Error against fp32, worst first</h3>");
      html.append(folded("value", "values", errors(layers.errors())));
    }
    html.append("<h3>Quantized: ").append(layers.quantized().size()).append("</h3>");
    if (!layers.quantized().isEmpty()) {
      html.append(folded("layer", "layers", nodes(layers.quantized(), "done")));
    }
    if (!layers.kept().isEmpty()) {
      html.append("<h3>Kept in fp32: ").append(layers.kept().size()).append("</h3>");
      html.append(folded("reason", "reasons", reasons(layers.kept())));
    }
    if (!layers.untouched().isEmpty()) {
      html.append("<p class=\"soft\">No recipe touches: ");
      html.append(Markup.escape(String.join(", ", layers.untouched()))).append(".</p>");
    }
    return html.append("</section>").toString();
  }

  /** What the network makes of each class; empty where nobody says. */
  static String classes(PredictedClasses classes) {
    if (classes.isEmpty()) {
      return "";
    }
    StringBuilder html = new StringBuilder("<section><h2>Classes</h2>");
    String warning = classes.warning();
    if (warning != null) {
      html.append("<p><b>Warning:</b> ").append(Markup.escape(warning)).append(".</p>");
    }
    html.append("<h3>Of the trained network on the test samples, worst first</h3>");
    html.append(folded("class", "classes", classes.table(NAMED)));
    if (classes.hasMatrix()) {
      html.append("<details><summary>Confusion matrix</summary><div class=\"scroll\">");
      html.append(Markup.table(classes.matrix())).append("</div></details>");
    }
    return html.append("</section>").toString();
  }

  private static Table errors(List<ValueError> errors) {
    return new Table(
        List.of("Value", "against fp32"),
        errors.stream().map(error -> List.of(error.value(), error.figures())).toList());
  }

  private static Table nodes(List<Layer> nodes, String detail) {
    return new Table(
        List.of("Layer", "operator", detail),
        nodes.stream().map(n -> List.of(n.node(), n.operator(), n.detail())).toList());
  }

  /** One row per reason: many layers may share it. */
  private static Table reasons(List<Layer> kept) {
    Map<String, List<String>> byReason = new LinkedHashMap<>();
    for (Layer layer : kept) {
      byReason
          .computeIfAbsent(layer.operator() + ": " + layer.detail(), any -> new ArrayList<>())
          .add(layer.node());
    }
    List<List<String>> rows = new ArrayList<>();
    byReason.forEach((reason, nodes) -> rows.add(List.of(reason, named(nodes))));
    return new Table(List.of("Why", "layers"), rows);
  }

  private static String named(List<String> nodes) {
    if (nodes.size() <= SHOWN) {
      return String.join(", ", nodes);
    }
    List<String> first = nodes.subList(0, SHOWN);
    int rest = nodes.size() - SHOWN;
    return String.join(", ", first) + " and " + rest + " more, which quantize.json names";
  }

  /** The first rows, and the rest behind a line that opens it. */
  private static String folded(String one, String many, Table table) {
    List<List<String>> rows = table.rows();
    if (rows.size() <= SHOWN + 1) {
      return text(table);
    }
    List<List<String>> rest = rows.subList(SHOWN, rows.size());
    return text(new Table(table.head(), rows.subList(0, SHOWN)))
        + "<details><summary>"
        + rest.size()
        + " more "
        + (rest.size() == 1 ? one : many)
        + "</summary>"
        + text(new Table(table.head(), rest))
        + "</details>";
  }

  /** A table of words: they wrap, and stand to the left. */
  private static String text(Table table) {
    return "<div class=\"scroll words\">" + Markup.table(table) + "</div>";
  }
}

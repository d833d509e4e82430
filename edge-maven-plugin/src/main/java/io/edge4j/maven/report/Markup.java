package io.edge4j.maven.report;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Text into HTML. */
final class Markup {
  private static final Pattern PLACE = Pattern.compile("\\{\\{(\\w+)}}");

  private Markup() {}

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  /** A table; on a narrow screen a row becomes a card, and each cell says what it is. */
  static String table(Table table) {
    StringBuilder html = new StringBuilder("<table><thead><tr>");
    table
        .head()
        .forEach(cell -> html.append("<th scope=\"col\">").append(escape(cell)).append("</th>"));
    html.append("</tr></thead><tbody>");
    for (List<String> row : table.rows()) {
      html.append("<tr><th scope=\"row\">").append(escape(row.get(0))).append("</th>");
      for (int i = 1; i < row.size(); i++) {
        html.append("<td data-head=\"").append(escape(table.head().get(i))).append("\">");
        html.append(escape(row.get(i))).append("</td>");
      }
      html.append("</tr>");
    }
    return html.append("</tbody></table>").toString();
  }

  /** One pass over the template: what a part contains is never taken for a place. */
  static String fill(String template, Map<String, String> parts) {
    return PLACE
        .matcher(template)
        .replaceAll(match -> Matcher.quoteReplacement(part(match.group(1), parts)));
  }

  private static String part(String name, Map<String, String> parts) {
    String part = parts.get(name);
    if (part == null) {
      throw new IllegalArgumentException(
          "the page has a place for " + name + ", which is not given");
    }
    return part;
  }
}

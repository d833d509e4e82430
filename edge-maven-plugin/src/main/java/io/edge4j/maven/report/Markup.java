package io.edge4j.maven.report;

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

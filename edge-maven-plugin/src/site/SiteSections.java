import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Gives the headings of a site the anchors that GitHub gives them, by which the pages link to each other, and writes what
 * the search looks through: each section of each page, with its address, its headings and its words. That is a script, since
 * a browser lets a page that lies in a folder read no other file.
 *
 * <p>{@code java SiteSections.java FOLDER}
 */
final class SiteSections {
  private static final Pattern MAIN = Pattern.compile("<main[^>]*>(.*)</main>", Pattern.DOTALL);
  private static final Pattern HEADING = Pattern.compile("<h([1-4])(?: id=\"[^\"]*\")?>(.*?)</h\\1>", Pattern.DOTALL);

  public static void main(String[] args) throws IOException {
    List<String> sections = new ArrayList<>();
    try (Stream<Path> files = Files.list(Path.of(args[0]))) {
      for (Path page : files.filter(file -> file.toString().endsWith(".html")).sorted().toList()) {
        String text = HEADING.matcher(Files.readString(page)).replaceAll(SiteSections::withAnchor);
        Files.writeString(page, text);
        Matcher main = MAIN.matcher(text);
        if (main.find()) {
          sections.addAll(sections(page.getFileName().toString(), main.group(1)));
        }
      }
    }
    Files.writeString(
        Path.of(args[0], "js", "sections.js"),
        sections.stream().collect(Collectors.joining(",\n", "const sections = [\n", "\n];\n")));
    System.out.println(sections.size() + " sections to search");
  }

  private static List<String> sections(String page, String text) {
    List<String> sections = new ArrayList<>();
    Matcher heading = HEADING.matcher(text);
    String title = "";
    for (boolean more = heading.find(); more; ) {
      String anchor = anchor(heading.group(2));
      String name = words(heading.group(2));
      int from = heading.end();
      more = heading.find();
      String body = words(text.substring(from, more ? heading.start() : text.length()));
      title = title.isEmpty() ? name : title;
      sections.add(
          "{\"at\":%s,\"page\":%s,\"heading\":%s,\"text\":%s}"
              .formatted(json(page + '#' + anchor), json(title), json(name), json(body)));
    }
    return sections;
  }

  private static String withAnchor(MatchResult heading) {
    String level = heading.group(1);
    return Matcher.quoteReplacement(
        "<h" + level + " id=\"" + anchor(heading.group(2)) + "\">" + heading.group(2) + "</h" + level + ">");
  }

  private static String anchor(String heading) {
    String name = heading.replaceAll("<[^>]*>|&\\w+;", "").strip().toLowerCase(Locale.ROOT);
    return name.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-');
  }

  private static String words(String html) {
    return html.replaceAll("<!--.*?-->|</?(?:a|code|em|span|strong)\\b[^>]*>", "")
        .replaceAll("<[^>]*>", " ")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&apos;", "'")
        .replaceAll("&#?\\w+;", " ")
        .replaceAll("\\s+", " ")
        .strip();
  }

  private static String json(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}

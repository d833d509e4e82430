import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Looks for links to pages, pictures and anchors of a site that are not there. Other servers are not asked.
 *
 * <p>{@code java SiteLinks.java FOLDER} ends with code 1 and a line per dead link.
 */
final class SiteLinks {
  private static final Pattern LINK = Pattern.compile("\\s(?:href|src|srcset)=\"([^\"]*)\"");
  private static final Pattern ANCHOR = Pattern.compile("\\s(?:id|name)=\"([^\"]*)\"");

  private final Map<Path, Set<String>> anchors = new HashMap<>();
  private final List<String> dead = new ArrayList<>();
  private int links;

  public static void main(String[] args) throws IOException {
    SiteLinks check = new SiteLinks();
    List<Path> pages;
    try (Stream<Path> files = Files.walk(Path.of(args[0]))) {
      pages = files.filter(file -> file.toString().endsWith(".html")).sorted().toList();
    }
    pages.forEach(check::page);
    check.dead.forEach(System.err::println);
    System.out.println(check.links + " links, " + check.dead.size() + " dead");
    System.exit(check.dead.isEmpty() && check.links > 0 ? 0 : 1);
  }

  private void page(Path page) {
    Matcher found = LINK.matcher(read(page));
    while (found.find()) {
      String link = found.group(1).replace("&amp;", "&");
      if (!link.isEmpty() && !link.contains(":") && !link.startsWith("//")) {
        links++;
        follow(page, link);
      }
    }
  }

  private void follow(Path page, String link) {
    int hash = link.indexOf('#');
    String file = hash < 0 ? link : link.substring(0, hash);
    Path target = file.isEmpty() ? page : page.resolveSibling(decoded(file)).normalize();
    if (Files.isDirectory(target)) {
      target = target.resolve("index.html");
    }
    if (!Files.exists(target)) {
      dead.add(page.getFileName() + ": no " + link);
    } else if (hash >= 0
        && hash + 1 < link.length()
        && target.toString().endsWith(".html")
        && !anchors.computeIfAbsent(target, SiteLinks::anchors).contains(decoded(link.substring(hash + 1)))) {
      dead.add(page.getFileName() + ": no anchor " + link);
    }
  }

  private static Set<String> anchors(Path page) {
    Set<String> names = new HashSet<>();
    ANCHOR.matcher(read(page)).results().forEach(found -> names.add(found.group(1)));
    return names;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package io.edge4j.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the documentation tells people to copy is what an integration test builds with. */
class DocumentationTest {
  private static final Path ROOT = Path.of("..");
  private static final String CACHE_CONFIGURATION = "maven-build-cache-config.xml";
  private static final Pattern XML_BLOCK = Pattern.compile("```xml\\n(.*?)```", Pattern.DOTALL);
  private static final Pattern LINK =
      Pattern.compile("\\]\\(([^)\\s]+)\\)|(?:src|href|srcset)=\"([^\"]+)\"");
  private static final Pattern FENCE =
      Pattern.compile("^```.*?^```", Pattern.DOTALL | Pattern.MULTILINE);
  private static final Pattern CODE = Pattern.compile("`[^`\n]*`");
  private static final Pattern HEADING = Pattern.compile("^#{1,6} (.+)$", Pattern.MULTILINE);
  private static final Pattern VERSION = Pattern.compile("<version>([^<]+)</version>");
  private static final Pattern COPIED_VERSION = Pattern.compile("<edge.version>([^<]+)<");
  private static final Pattern CUT_OFF = Pattern.compile("\\{@code[^}]*\\$\\{");
  private static final Pattern JAVA_BLOCK = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);
  private static final Pattern LINE_COMMENT = Pattern.compile("^\\s*//.*$", Pattern.MULTILINE);
  private static final Pattern COMMENT = Pattern.compile("<!--.*?-->", Pattern.DOTALL);

  static List<Path> pages() throws IOException {
    try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
      return Stream.concat(Stream.of(ROOT.resolve("README.md")), docs)
          .filter(page -> page.toString().endsWith(".md"))
          .sorted()
          .toList();
    }
  }

  /** Pages that people read, wherever they lie. */
  static List<Path> linking() throws IOException {
    return Stream.concat(
            pages().stream(),
            Stream.of("CONTRIBUTING.md", "CHANGELOG.md", "example-app/quickstart/README.md")
                .map(ROOT::resolve))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everySnippetOfAPomStandsInAnIntegrationTest(Path page) throws IOException {
    List<String> poms = poms();
    assertThat(poms).isNotEmpty();
    List<String> snippets =
        XML_BLOCK.matcher(Files.readString(page)).results().map(found -> found.group(1)).toList();
    for (String snippet : snippets) {
      String wanted = withoutLayout(snippet);
      assertThat(poms).as(page + " shows%n%s", snippet).anyMatch(pom -> pom.contains(wanted));
    }
  }

  /** The ten lines that a service needs are those of a service that was started. */
  @Test
  void everySnippetOfAServiceStandsInOne() throws IOException {
    List<String> services = new ArrayList<>();
    try (Stream<Path> tree = Files.walk(ROOT.resolve("src/it"))) {
      tree.filter(file -> file.toString().endsWith(".java"))
          .map(DocumentationTest::read)
          .map(DocumentationTest::withoutComments)
          .forEach(services::add);
    }
    List<String> snippets =
        JAVA_BLOCK
            .matcher(read(ROOT.resolve("docs/frameworks.md")))
            .results()
            .map(found -> found.group(1))
            .toList();
    assertThat(snippets).isNotEmpty();
    for (String snippet : snippets) {
      String wanted = withoutComments(snippet);
      assertThat(services).as(snippet).anyMatch(service -> service.contains(wanted));
    }
  }

  @ParameterizedTest
  @MethodSource("linking")
  void everyLinkLeadsSomewhere(Path page) throws IOException {
    for (String link : links(Files.readString(page))) {
      int hash = link.indexOf('#');
      String file = hash < 0 ? link : link.substring(0, hash);
      Path target = file.isEmpty() ? page : page.resolveSibling(file);
      assertThat(target).as("a link in " + page).exists();
      if (hash >= 0) {
        assertThat(anchors(target))
            .as("a link in %s to %s", page, link)
            .contains(link.substring(hash + 1));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyPageStandsInTheMenuOfTheSite(Path page) throws IOException {
    String name = page.getFileName().toString().replace("README.md", "index.md");
    assertThat(read(Path.of("src/site/site.xml")))
        .contains("href=\"" + name.replace(".md", ".html") + "\"");
  }

  /** The build's own version, so that what is copied from a page is found. */
  @Test
  void whatIsCopiedHasTheVersionOfTheBuild() throws IOException {
    String version = first(VERSION, read(ROOT.resolve("pom.xml")));
    assertThat(first(COPIED_VERSION, read(ROOT.resolve("example-app/quickstart/pom.xml"))))
        .isEqualTo(version);
    assertThat(read(ROOT.resolve("README.md")))
        .contains("io.edge4j:edge-maven-plugin:" + version + ":help");
  }

  /** {@code mvn edge:help} ends a code tag at its first brace, so an example would lose its end. */
  @Test
  void noExampleOfAParameterIsCutOffByABrace() throws IOException {
    try (Stream<Path> mojos = Files.list(Path.of("src/main/java/io/edge4j/maven/mojo"))) {
      assertThat(mojos)
          .allSatisfy(mojo -> assertThat(CUT_OFF.matcher(read(mojo)).find()).isFalse());
    }
  }

  /** The build has written it, when tests of Maven's run. */
  @Test
  void theHelpPrintsExamplesInLines() throws IOException {
    String help =
        read(Path.of("target/classes/META-INF/maven/io.edge4j/edge-maven-plugin/plugin-help.xml"));
    assertThat(help.replace('\u00a0', ' '))
        .contains("\n  &lt;nodes&gt;\n    &lt;exclude&gt;\n      &lt;pattern&gt;*classifier*");
  }

  /** Of files of this repository: other addresses are not asked for in a build. */
  private static List<String> links(String page) {
    String text = CODE.matcher(FENCE.matcher(page).replaceAll("")).replaceAll("");
    return LINK.matcher(text)
        .results()
        .map(found -> found.group(1) == null ? found.group(2) : found.group(1))
        .filter(link -> !link.contains(":"))
        .toList();
  }

  /**
   * As GitHub makes them of headings: lower case, blanks as hyphens, nothing but word characters.
   */
  private static List<String> anchors(Path page) throws IOException {
    String text = FENCE.matcher(Files.readString(page)).replaceAll("");
    return HEADING
        .matcher(text)
        .results()
        .map(found -> found.group(1).strip().toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
        .toList();
  }

  private static String first(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .findFirst()
        .map(found -> found.group(1))
        .orElseThrow(() -> new AssertionError("no " + pattern));
  }

  private static List<String> poms() throws IOException {
    List<String> poms = new ArrayList<>();
    for (String folder : List.of("src/it", "example-app/quickstart")) {
      try (Stream<Path> tree = Files.walk(ROOT.resolve(folder))) {
        tree.filter(file -> file.endsWith("pom.xml") || file.endsWith(CACHE_CONFIGURATION))
            .map(DocumentationTest::read)
            .map(pom -> withoutLayout(pom.replace("@project.version@", "0.1.0-SNAPSHOT")))
            .forEach(poms::add);
      }
    }
    return poms;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String withoutComments(String java) {
    return withoutLayout(LINE_COMMENT.matcher(java).replaceAll(""));
  }

  private static String withoutLayout(String xml) {
    return COMMENT.matcher(xml).replaceAll("").replaceAll("\\s+", "");
  }
}

package io.edge4j.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)\\)");
  private static final Pattern CUT_OFF = Pattern.compile("\\{@code[^}]*\\$\\{");
  private static final Pattern COMMENT = Pattern.compile("<!--.*?-->", Pattern.DOTALL);

  static List<Path> pages() throws IOException {
    try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
      return Stream.concat(Stream.of(ROOT.resolve("README.md")), docs)
          .filter(page -> page.toString().endsWith(".md"))
          .sorted()
          .toList();
    }
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

  @ParameterizedTest
  @MethodSource("pages")
  void everyLinkLeadsToAFile(Path page) throws IOException {
    List<String> links =
        LINK.matcher(Files.readString(page)).results().map(found -> found.group(1)).toList();
    for (String link : links) {
      assertThat(page.resolveSibling(link)).as("a link in " + page).exists();
    }
  }

  /** {@code mvn edge:help} ends a code tag at its first brace, so an example would lose its end. */
  @Test
  void noExampleOfAParameterIsCutOffByABrace() throws IOException {
    try (Stream<Path> mojos = Files.list(Path.of("src/main/java/io/edge4j/maven/mojo"))) {
      assertThat(mojos)
          .allSatisfy(mojo -> assertThat(CUT_OFF.matcher(read(mojo)).find()).isFalse());
    }
  }

  private static List<String> poms() throws IOException {
    try (Stream<Path> tree = Files.walk(ROOT.resolve("src/it"))) {
      return tree.filter(file -> file.endsWith("pom.xml") || file.endsWith(CACHE_CONFIGURATION))
          .map(DocumentationTest::read)
          .map(pom -> withoutLayout(pom.replace("@project.version@", "0.1.0-SNAPSHOT")))
          .toList();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String withoutLayout(String xml) {
    return COMMENT.matcher(xml).replaceAll("").replaceAll("\\s+", "");
  }
}

package io.edge4j.maven.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The documentation shows the table as it is. */
class OperatorDocumentationTest {
  private static final Path PAGE = Path.of("..", "docs", "export.md");

  /** With {@code -Dedge.docs.write=true} the page is brought up to date instead. */
  @Test
  void thePageHoldsTheTable() throws IOException {
    holds("operators", OperatorDocumentation.markdown(new OperatorTable().rows()));
  }

  @Test
  void thePageHoldsWhatTheTableLacks() throws IOException {
    holds("calls without a row", OperatorDocumentation.missing(new OperatorTable()));
  }

  private static void holds(String what, String table) throws IOException {
    String page = Files.readString(PAGE);
    String before = "<!-- " + what + ": written by OperatorDocumentationTest -->\n";
    int begin = page.indexOf(before) + before.length();
    int end = page.indexOf("<!-- end of " + what + " -->\n");
    String expected = "\n" + table + "\n";
    if (Boolean.getBoolean("edge.docs.write")) {
      Files.writeString(PAGE, page.substring(0, begin) + expected + page.substring(end));
      return;
    }
    assertThat(page.substring(begin, end)).isEqualTo(expected);
  }
}

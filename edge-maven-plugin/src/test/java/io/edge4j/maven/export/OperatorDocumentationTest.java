package io.edge4j.maven.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The documentation shows the table as it is. */
class OperatorDocumentationTest {
  private static final Path PAGE = Path.of("..", "docs", "export.md");
  private static final String BEGIN = "<!-- operators: written by OperatorDocumentationTest -->\n";
  private static final String END = "<!-- end of operators -->\n";

  /** With {@code -Dedge.docs.write=true} the page is brought up to date instead. */
  @Test
  void thePageHoldsTheTable() throws IOException {
    String page = Files.readString(PAGE);
    int begin = page.indexOf(BEGIN) + BEGIN.length();
    int end = page.indexOf(END);
    String table = "\n" + OperatorDocumentation.markdown(new OperatorTable().rows()) + "\n";
    if (Boolean.getBoolean("edge.docs.write")) {
      Files.writeString(PAGE, page.substring(0, begin) + table + page.substring(end));
      return;
    }
    assertThat(page.substring(begin, end)).isEqualTo(table);
  }
}

package io.edge4j.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** edge-bom has no parent, so that importing it brings its own versions only: they stand twice. */
class BomTest {
  @Test
  void theBomHasTheVersionsOfTheBuild() throws IOException {
    String parent = Files.readString(Path.of("../pom.xml"));
    String bom = Files.readString(Path.of("bom/pom.xml"));
    for (String element :
        List.of(
            "version",
            "onnxruntime.version",
            "jetty.version",
            "project.build.outputTimestamp",
            "connection")) {
      assertThat(first(element, bom)).as(element).isEqualTo(first(element, parent));
    }
  }

  private static String first(String element, String pom) {
    return Pattern.compile("<" + Pattern.quote(element) + ">([^<]+)<")
        .matcher(pom)
        .results()
        .findFirst()
        .map(found -> found.group(1))
        .orElseThrow(() -> new AssertionError("no <" + element + ">"));
  }
}

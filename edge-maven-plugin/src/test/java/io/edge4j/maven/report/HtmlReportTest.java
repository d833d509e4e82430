package io.edge4j.maven.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.edge4j.maven.stage.Json;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class HtmlReportTest {

  @Test
  void pageIsWholeAndHasEveryVariant() throws IOException {
    String page = HtmlReport.text(Reports.seed(), GatePolicy.DEFAULT);
    assertThat(page)
        .startsWith("<!doctype html>")
        .endsWith("</html>\n")
        .contains("<th scope=\"row\">onnx-optimized, dynamic int8</th>")
        .doesNotContain("{{");
  }

  @Test
  void pageAsksNothingOfANetwork() throws IOException {
    assertThat(HtmlReport.text(Reports.seed(), GatePolicy.DEFAULT))
        .doesNotContainPattern("(src|href)=|url\\(|@import|fetch\\(|XMLHttpRequest|import\\(");
  }

  @Test
  void chartsAndTheirLibraryAreInThePage() throws IOException {
    assertThat(HtmlReport.text(Reports.seed(), GatePolicy.DEFAULT))
        .contains("id=\"percentiles\"", "id=\"distribution\"", "var uPlot=", "The MIT License")
        .contains("\"quantilesMillis\"");
  }

  @Test
  void nameCannotEndTheScriptThatHoldsTheData() throws IOException {
    BenchmarkReport report = Reports.report("garments", List.of());
    BenchmarkReport hostile =
        Json.value(
            Json.parse(Json.text(report).replace("onnx-optimized", "</script>")),
            BenchmarkReport.class);
    assertThat(HtmlReport.text(hostile, GatePolicy.DEFAULT))
        .contains("\\u003c/script>")
        .doesNotContain("\"</script>");
  }

  @Test
  void nameIsTextAndNotMarkup() throws IOException {
    String page = HtmlReport.text(Reports.report("<img src=x>", List.of()), GatePolicy.DEFAULT);
    assertThat(page).contains("&lt;img src=x&gt;").doesNotContain("<img");
  }

  @Test
  void gateIsMarkedByItsOutcome() throws IOException {
    GateResult gate = Reports.gate(GateResult.Outcome.INCONCLUSIVE, "a rule");
    assertThat(HtmlReport.text(Reports.report("garments", List.of(gate)), GatePolicy.DEFAULT))
        .contains("<li class=\"inconclusive\">");
  }

  @Test
  void defaultGateThatFailedIsMarkedAsAdviceAndSaysWhatHelps() throws IOException {
    GateResult gate =
        Reports.gate(GateResult.Outcome.FAILED, "a rule").advising("set <recipe>auto</recipe>");
    assertThat(HtmlReport.text(Reports.report("garments", List.of(gate)), GatePolicy.DEFAULT))
        .contains("<li class=\"advises failed\"><b>failed, advises only</b>")
        .contains("<br>set &lt;recipe&gt;auto&lt;/recipe&gt;<br>")
        .contains("Default gates advise and fail no build");
  }
}

package io.edge4j.maven.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.edge4j.maven.stage.Json;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HtmlReportTest {

  @Test
  void pageIsWholeAndHasEveryVariant() throws IOException {
    String page = HtmlReport.text(Reports.seed(), GatePolicy.DEFAULT, Background.NONE);
    assertThat(page)
        .startsWith("<!doctype html>")
        .endsWith("</html>\n")
        .contains("<th scope=\"row\">onnx-optimized, dynamic int8</th>")
        .doesNotContain("{{");
  }

  @Test
  void pageAsksNothingOfANetwork() throws IOException {
    assertThat(HtmlReport.text(Reports.seed(), GatePolicy.DEFAULT, Background.NONE))
        .doesNotContainPattern("(src|href)=|url\\(|@import|fetch\\(|XMLHttpRequest|import\\(");
  }

  @Test
  void chartsAndTheirLibraryAreInThePage() throws IOException {
    assertThat(HtmlReport.text(Reports.seed(), GatePolicy.DEFAULT, Background.NONE))
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
    assertThat(HtmlReport.text(hostile, GatePolicy.DEFAULT, Background.NONE))
        .contains("\\u003c/script>")
        .doesNotContain("\"</script>");
  }

  @Test
  void nameIsTextAndNotMarkup() throws IOException {
    String page =
        HtmlReport.text(
            Reports.report("<img src=x>", List.of()), GatePolicy.DEFAULT, Background.NONE);
    assertThat(page).contains("&lt;img src=x&gt;").doesNotContain("<img");
  }

  @Test
  void gateIsMarkedByItsOutcome() throws IOException {
    GateResult gate = Reports.gate(GateResult.Outcome.INCONCLUSIVE, "a rule");
    assertThat(
            HtmlReport.text(
                Reports.report("garments", List.of(gate)), GatePolicy.DEFAULT, Background.NONE))
        .contains("<li class=\"inconclusive\">");
  }

  @Test
  void defaultGateThatFailedIsMarkedAsAdviceAndSaysWhatHelps() throws IOException {
    GateResult gate =
        Reports.gate(GateResult.Outcome.FAILED, "a rule").advising("set <recipe>auto</recipe>");
    assertThat(
            HtmlReport.text(
                Reports.report("garments", List.of(gate)), GatePolicy.DEFAULT, Background.NONE))
        .contains("<li class=\"advises failed\"><b>failed, advises only</b>")
        .contains("<br>set &lt;recipe&gt;auto&lt;/recipe&gt;<br>")
        .contains("Default gates advise and fail no build");
  }

  @Test
  void whatTheQuantizerDidStandsOnThePageWithLongListsFolded() throws IOException {
    List<QuantizedLayers.Layer> quantized =
        IntStream.range(0, 20)
            .mapToObj(i -> new QuantizedLayers.Layer("fc" + i, "Gemm", "int8 weights"))
            .toList();
    List<QuantizedLayers.Layer> kept =
        List.of(
            new QuantizedLayers.Layer("conv1", "Conv", "too small"),
            new QuantizedLayers.Layer("conv2", "Conv", "too small"));
    QuantizedLayers layers =
        new QuantizedLayers(
            quantized,
            kept,
            List.of("Relu (3)"),
            List.of(new QuantizedLayers.ValueError("fc0.out", "relative error 0.12000")));

    String page =
        HtmlReport.text(
            Reports.seed(), GatePolicy.DEFAULT, Background.of(layers, PredictedClasses.NONE));

    assertThat(page)
        .contains("Quantized: 20", "<summary>14 more layers</summary>", "Kept in fp32: 2")
        .contains("<th scope=\"row\">Conv: too small</th>", ">conv1, conv2</td>")
        .contains("No recipe touches: Relu (3).")
        .containsSubsequence(
            "fc0.out", "relative error 0.12000", "fc0</th>", "<details>", "fc6</th>");
  }

  @Test
  void classesStandOnThePageWorstFirstWithAMatrixBehindALine() throws IOException {
    PredictedClasses classes =
        new PredictedClasses(
            List.of(
                new PredictedClasses.Outcome("shirt", 40, 39, 42),
                new PredictedClasses.Outcome("b<a>g", 50, 25, 25),
                new PredictedClasses.Outcome("boot", 0, 0, 23)),
            List.of(
                new PredictedClasses.Mistake("b<a>g", "boot", 22),
                new PredictedClasses.Mistake("b<a>g", "shirt", 3),
                new PredictedClasses.Mistake("shirt", "boot", 1)),
            "the accuracy is luck");

    String page =
        HtmlReport.text(
            Reports.seed(), GatePolicy.DEFAULT, Background.of(QuantizedLayers.NONE, classes));

    assertThat(page)
        .contains("<b>Warning:</b> the accuracy is luck.")
        .containsSubsequence(
            ">b&lt;a&gt;g</th>",
            ">0.5000<",
            ">1.0000<",
            ">boot (22), shirt (3)<",
            ">shirt</th>",
            ">0.9750<",
            ">0.9286<",
            ">boot</th>",
            ">-<",
            ">0.0000<")
        .containsSubsequence(
            "<summary>Confusion matrix</summary>",
            ">shirt</th>",
            ">39<",
            ">0<",
            ">1<",
            ">b&lt;a&gt;g</th>",
            ">3<",
            ">25<",
            ">22<",
            ">boot</th>",
            ">0<",
            ">0<",
            ">0<");
  }

  @Test
  void ofManyClassesTheWorstAreShownAndNoMatrix() throws IOException {
    PredictedClasses classes =
        new PredictedClasses(
            IntStream.range(0, 30)
                .mapToObj(i -> new PredictedClasses.Outcome("c" + i, 100, i, i))
                .toList(),
            List.of(),
            null);

    assertThat(
            HtmlReport.text(
                Reports.seed(), GatePolicy.DEFAULT, Background.of(QuantizedLayers.NONE, classes)))
        .containsSubsequence(">c0</th>", "<summary>24 more classes</summary>", ">c29</th>")
        .doesNotContain("Confusion matrix", "Warning:");
  }
}

package io.edge4j.maven.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.edge4j.maven.stage.Json;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The page in a real browser, at the width of a desktop and of a phone, in both colour schemes.
 * Says that it was skipped where there is no Chromium.
 */
class HtmlReportBrowserTest {
  private static final List<String> BROWSERS =
      List.of("chromium", "chromium-browser", "google-chrome");

  /** Between the page's own text and the JSON that the probe sends. */
  private static final Pattern PROBED = Pattern.compile("<pre>(\\[.*?])</pre>");

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"light, 1, 'rgb(251, 251, 250)'", "dark, 0, 'rgb(20, 23, 26)'"})
  void chartsAreDrawnNothingOverlapsAndNothingIsFetched(
      String scheme, int chromiumsNumberForIt, String ground) throws Exception {
    Optional<Path> browser = browser();
    assumeTrue(browser.isPresent(), "no Chromium on the PATH: the page was not looked at");
    Files.writeString(folder.resolve("report.html"), page());
    Files.writeString(folder.resolve("frames.html"), resource("browser-frames.html"));

    JsonArray widths = look(browser.get(), chromiumsNumberForIt);

    assertThat(widths).as("desktop and phone in the scheme " + scheme).hasSize(2);
    for (int i = 0; i < widths.size(); i++) {
      JsonObject seen = widths.get(i).getAsJsonObject();
      assertThat(seen.get("ground").getAsString()).isEqualTo(ground);
      assertThat(seen.get("charts").getAsInt()).isEqualTo(2);
      assertThat(seen.get("leastPixels").getAsInt()).isGreaterThan(1000);
      assertThat(seen.get("wider").getAsInt()).as("pixels wider than the window").isZero();
      assertThat(seen.getAsJsonArray("overlaps")).isEmpty();
      assertThat(seen.getAsJsonArray("requests")).isEmpty();
      assertThat(seen.getAsJsonArray("errors")).isEmpty();
    }
    assertThat(widths.get(0).getAsJsonObject().get("width").getAsInt()).isEqualTo(1200);
    assertThat(widths.get(1).getAsJsonObject().get("width").getAsInt()).isEqualTo(390);
  }

  /** With every kind of gate, earlier releases and long lists, and the probe at its end. */
  private static String page() throws IOException {
    List<GateResult> gates =
        Stream.of(GateResult.Outcome.values())
            .map(outcome -> Reports.gate(outcome, "onnx-optimized speedup over onnx-fp32 >= 1.2"))
            .toList();
    return HtmlReport.text(Reports.report("garments", gates), GatePolicy.DEFAULT, background())
        .replace("<head>", "<head><script>" + resource("browser-errors.js") + "</script>")
        .replace("</body>", "<script>" + resource("browser-probe.js") + "</script></body>");
  }

  private static Background background() {
    List<ReleaseFigures> releases =
        IntStream.range(0, 10)
            .mapToObj(
                i ->
                    HistoryTest.release("1." + i + ".0-beta", 226_897 + 30_000 * (i / 4), 1.3, 0.9))
            .toList();
    List<QuantizedLayers.Layer> layers =
        IntStream.range(0, 12)
            .mapToObj(
                i ->
                    new QuantizedLayers.Layer(
                        "/encoder/layer." + i + "/attention/self/query/MatMul", "MatMul", "int8"))
            .toList();
    return new Background(
        releases,
        List.of(
            "No repository holds com.example.recognition:garments-of-last-season:onnx:optimized:0.9.0"),
        new QuantizedLayers(layers, layers, List.of("Relu (3)"), List.of()),
        new PredictedClasses(
            IntStream.range(0, 12)
                .mapToObj(i -> new PredictedClasses.Outcome("class " + i, 100, 80 + i, 90))
                .toList(),
            List.of(new PredictedClasses.Mistake("class 0", "class 1", 20)),
            "the accuracy is luck"));
  }

  private JsonArray look(Path browser, int scheme) throws IOException, InterruptedException {
    Path dom = folder.resolve("dom.html");
    Process process =
        new ProcessBuilder(
                browser.toString(),
                "--headless",
                "--no-sandbox", // It only ever opens the page above; CI runs it as root.
                "--disable-gpu",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--host-resolver-rules=MAP * ~NOTFOUND",
                "--blink-settings=preferredColorScheme=" + scheme,
                "--user-data-dir=" + folder.resolve("profile"),
                "--window-size=1600,1200",
                "--virtual-time-budget=5000",
                "--dump-dom",
                folder.resolve("frames.html").toUri().toString())
            .redirectOutput(dom.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      assertThat(process.waitFor(90, TimeUnit.SECONDS)).as("the browser ended").isTrue();
    } finally {
      process.destroyForcibly();
    }
    Matcher probed = PROBED.matcher(Files.readString(dom));
    assertThat(probed.find()).as("what the probe sent").isTrue();
    String json = probed.group(1).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    return Json.parse(json).getAsJsonArray();
  }

  private static Optional<Path> browser() {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
        .flatMap(entry -> BROWSERS.stream().map(name -> Path.of(entry, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = HtmlReportBrowserTest.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}

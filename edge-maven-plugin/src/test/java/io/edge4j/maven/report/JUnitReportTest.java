package io.edge4j.maven.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.edge4j.maven.report.GateResult.Outcome;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

class JUnitReportTest {
  private static final BenchmarkReport REPORT =
      Reports.report(
          "garments",
          List.of(
              Reports.gate(Outcome.PASSED, "a <= 1"),
              Reports.gate(Outcome.FAILED, "b"),
              Reports.gate(Outcome.INCONCLUSIVE, "c"),
              Reports.gate(Outcome.NOT_MEASURED, "d")));

  @Test
  void gatesAreTestCases() throws Exception {
    Element suite = suite(GatePolicy.DEFAULT);
    assertThat(suite.getAttribute("tests")).isEqualTo("4");
    assertThat(suite.getAttribute("failures")).isEqualTo("1");
    assertThat(suite.getAttribute("skipped")).isEqualTo("2");
    Element first = (Element) suite.getElementsByTagName("testcase").item(0);
    assertThat(first.getAttribute("name")).isEqualTo("a <= 1");
    Element failure = (Element) suite.getElementsByTagName("failure").item(0);
    assertThat(failure.getAttribute("message")).startsWith("Gate failed: b: found 1.33x");
  }

  @Test
  void undecidedGateIsAFailureWherePolicySaysSo() throws Exception {
    Element suite = suite(new GatePolicy(true, Set.of()));
    assertThat(suite.getAttribute("failures")).isEqualTo("2");
    assertThat(suite.getAttribute("skipped")).isEqualTo("1");
  }

  @Test
  void defaultGateThatFailedIsSkippedWithItsAdvice() throws Exception {
    GateResult failed = Reports.gate(Outcome.FAILED, "b").advising("set <recipe>auto</recipe>");
    Element suite = suite(Reports.report("garments", List.of(failed)), GatePolicy.DEFAULT);
    assertThat(suite.getAttribute("failures")).isEqualTo("0");
    assertThat(((Element) suite.getElementsByTagName("skipped").item(0)).getAttribute("message"))
        .startsWith("Default gate failed: b")
        .endsWith("set <recipe>auto</recipe>");
  }

  private static Element suite(GatePolicy policy) throws Exception {
    return suite(REPORT, policy);
  }

  private static Element suite(BenchmarkReport report, GatePolicy policy) throws Exception {
    byte[] xml = JUnitReport.text(report, policy).getBytes(StandardCharsets.UTF_8);
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(xml))
        .getDocumentElement();
  }
}

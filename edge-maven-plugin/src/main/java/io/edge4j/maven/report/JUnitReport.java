package io.edge4j.maven.report;

import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * The gates as test cases, in the XML that Ant's JUnit task began and every CI server reads: a gate
 * that fails the build is a failure, one that could not be decided is skipped with the reason.
 */
public final class JUnitReport {

  private JUnitReport() {}

  /**
   * The whole document.
   *
   * @param policy which outcomes count as failures
   */
  public static String text(BenchmarkReport report, GatePolicy policy) {
    StringWriter text = new StringWriter();
    try {
      XMLStreamWriter xml = XMLOutputFactory.newInstance().createXMLStreamWriter(text);
      xml.writeStartDocument("UTF-8", "1.0");
      suite(xml, report, policy);
      xml.writeEndDocument();
      xml.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("writing to a string cannot fail", e);
    }
    return text.append('\n').toString();
  }

  private static void suite(XMLStreamWriter xml, BenchmarkReport report, GatePolicy policy)
      throws XMLStreamException {
    List<GateResult> gates = report.gates();
    long failures = gates.stream().filter(g -> policy.fails(g, report.baseline())).count();
    long passed = gates.stream().filter(g -> g.outcome() == GateResult.Outcome.PASSED).count();
    xml.writeStartElement("testsuite");
    xml.writeAttribute("name", suiteName(report));
    xml.writeAttribute("tests", Integer.toString(gates.size()));
    xml.writeAttribute("failures", Long.toString(failures));
    xml.writeAttribute("errors", "0");
    xml.writeAttribute("skipped", Long.toString(gates.size() - failures - passed));
    xml.writeAttribute("time", String.format(Locale.ROOT, "%.3f", report.protocol().seconds()));
    for (GateResult gate : gates) {
      testCase(xml, report, gate, policy);
    }
    xml.writeEndElement();
  }

  private static String suiteName(BenchmarkReport report) {
    return "edge.benchmark." + report.model();
  }

  private static void testCase(
      XMLStreamWriter xml, BenchmarkReport report, GateResult gate, GatePolicy policy)
      throws XMLStreamException {
    xml.writeStartElement("testcase");
    xml.writeAttribute("classname", suiteName(report));
    xml.writeAttribute("name", gate.rule());
    xml.writeAttribute("time", "0");
    if (policy.fails(gate, report.baseline())) {
      xml.writeStartElement("failure");
      xml.writeAttribute("type", gate.outcome().text());
      xml.writeAttribute("message", gate.line());
      xml.writeEndElement();
    } else if (gate.outcome() != GateResult.Outcome.PASSED) {
      xml.writeStartElement("skipped");
      xml.writeAttribute("message", gate.line());
      xml.writeEndElement();
    }
    xml.writeEndElement();
  }
}

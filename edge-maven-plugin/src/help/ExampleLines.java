import java.io.File;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/**
 * Gives the examples that {@code edge:help} prints the lines that they have in Javadoc; Maven's plugin tools join them.
 * What prints them keeps line breaks, and prints a non-breaking space as a blank that it does not drop.
 *
 * <p>{@code java ExampleLines.java target/plugin-enhanced.xml target/classes/META-INF/maven/.../plugin-help.xml}
 */
final class ExampleLines {
  private static final Pattern EXAMPLE = Pattern.compile("<pre>(?:<code>)?(.*?)(?:</code>)?</pre>", Pattern.DOTALL);

  public static void main(String[] args) throws Exception {
    DocumentBuilder xml = DocumentBuilderFactory.newInstance().newDocumentBuilder();
    Map<String, Element> javadoc = descriptions(xml.parse(new File(args[0])));
    Document help = xml.parse(new File(args[1]));
    descriptions(help)
        .forEach(
            (of, printed) -> {
              if (javadoc.containsKey(of)) {
                printed.setTextContent(withLines(printed.getTextContent(), javadoc.get(of).getTextContent()));
              }
            });
    TransformerFactory.newInstance().newTransformer().transform(new DOMSource(help), new StreamResult(new File(args[1])));
  }

  /** Of goals and of their parameters, by the names of both. */
  private static Map<String, Element> descriptions(Document plugin) {
    Map<String, Element> descriptions = new HashMap<>();
    NodeList all = plugin.getElementsByTagName("description");
    for (int i = 0; i < all.getLength(); i++) {
      Element of = (Element) all.item(i).getParentNode();
      if (of.getTagName().equals("parameter")) {
        Element mojo = (Element) of.getParentNode().getParentNode();
        descriptions.put(text(mojo, "goal") + ' ' + text(of, "name"), (Element) all.item(i));
      } else if (of.getTagName().equals("mojo")) {
        descriptions.put(text(of, "goal"), (Element) all.item(i));
      }
    }
    return descriptions;
  }

  private static String text(Element parent, String child) {
    for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node.getNodeName().equals(child)) {
        return node.getTextContent();
      }
    }
    return "";
  }

  private static String withLines(String printed, String javadoc) {
    String text = printed;
    for (MatchResult found : EXAMPLE.matcher(javadoc).results().toList()) {
      String example = found.group(1).replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
      String joined = example.strip().replaceAll("\\s+", " ");
      int at = text.indexOf(joined);
      if (at < 0) {
        throw new IllegalStateException("edge:help does not have the example " + joined);
      }
      String lines = example.stripTrailing().lines().map(ExampleLines::indented).collect(Collectors.joining("\n"));
      text = text.substring(0, at).stripTrailing() + "\n" + lines + "\n" + text.substring(at + joined.length()).stripLeading();
    }
    return text.stripTrailing();
  }

  private static String indented(String line) {
    int blanks = line.length() - line.stripLeading().length();
    return "\u00a0".repeat(2 + blanks) + line.strip().replace(' ', '\u00a0');
  }
}

package io.edge4j.runtime.http;

import java.io.IOException;

/**
 * The line of Jetty that the server was written for. Frameworks manage others, with which it opens
 * its port and answers nobody.
 */
final class JettyLine {
  private static final String NEEDED = "12.1.";

  private JettyLine() {}

  /**
   * @param found the version on the class path
   * @throws IOException when it is of another line, with the way out
   */
  static void require(String found) throws IOException {
    if (!found.startsWith(NEEDED)) {
      throw new IOException(
          "The server needs Jetty 12.1, found "
              + found
              + ": another pom manages org.eclipse.jetty. Import io.edge4j:edge-bom before it, or with"
              + " spring-boot-starter-parent set <jetty.version> to a version of 12.1.");
    }
  }
}

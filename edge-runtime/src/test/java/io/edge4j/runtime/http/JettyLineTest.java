package io.edge4j.runtime.http;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.Test;

class JettyLineTest {
  @Test
  void theVersionOfThisBuildIsTaken() {
    assertThatCode(() -> JettyLine.require(Server.getVersion())).doesNotThrowAnyException();
  }

  @Test
  void anotherLineIsRefusedWithTheWayOut() {
    assertThatThrownBy(() -> JettyLine.require("12.0.36"))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "The server needs Jetty 12.1, found 12.0.36: another pom manages org.eclipse.jetty."
                + " Import io.edge4j:edge-bom before it, or with spring-boot-starter-parent set"
                + " <jetty.version> to a version of 12.1.");
  }
}

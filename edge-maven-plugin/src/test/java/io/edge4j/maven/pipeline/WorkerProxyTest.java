package io.edge4j.maven.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class WorkerProxyTest {

  @Test
  void aProxyServesBothProtocols() {
    WorkerProxy proxy = new WorkerProxy("proxy.example.com", 3128, "*.local|10.*", null, null);

    assertThat(proxy.jvmArguments())
        .containsExactly(
            "-Dhttp.proxyHost=proxy.example.com",
            "-Dhttp.proxyPort=3128",
            "-Dhttps.proxyHost=proxy.example.com",
            "-Dhttps.proxyPort=3128",
            "-Dhttp.nonProxyHosts=*.local|10.*");
    assertThat(proxy.environment()).isEmpty();
  }

  @Test
  void aPasswordGoesThroughTheEnvironmentOnly() {
    WorkerProxy proxy = new WorkerProxy("proxy.example.com", 3128, null, "ada", "secret");

    assertThat(proxy.environment())
        .isEqualTo(Map.of("EDGE_PROXY_USER", "ada", "EDGE_PROXY_PASSWORD", "secret"));
    assertThat(proxy.jvmArguments())
        .contains("-Djdk.http.auth.tunneling.disabledSchemes=")
        .noneMatch(argument -> argument.contains("secret"));
    assertThat(proxy).asString().doesNotContain("secret");
  }
}

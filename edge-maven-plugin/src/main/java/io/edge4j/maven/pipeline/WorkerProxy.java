package io.edge4j.maven.pipeline;

import io.edge4j.maven.dataset.download.ProxyLogin;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The proxy of Maven's settings, for a worker that has to download a dataset.
 *
 * @param nonProxyHosts patterns separated by {@code |}, as in {@code settings.xml}; may be null
 * @param user null for a proxy that asks for none
 * @param password in clear; null without a user
 */
public record WorkerProxy(
    String host,
    int port,
    @Nullable String nonProxyHosts,
    @Nullable String user,
    @Nullable String password) {

  /** System properties of {@code java.net}, for both protocols. */
  List<String> jvmArguments() {
    List<String> arguments = new ArrayList<>();
    for (String protocol : List.of("http", "https")) {
      arguments.add("-D" + protocol + ".proxyHost=" + host);
      arguments.add("-D" + protocol + ".proxyPort=" + port);
    }
    if (nonProxyHosts != null) {
      arguments.add("-Dhttp.nonProxyHosts=" + nonProxyHosts);
    }
    if (user != null) {
      // By default Java gives no password in the clear to a proxy that it asks for a tunnel.
      arguments.add("-Djdk.http.auth.tunneling.disabledSchemes=");
    }
    return arguments;
  }

  /** What must not stand on a command line. */
  Map<String, String> environment() {
    Map<String, String> variables = new TreeMap<>();
    if (user != null) {
      variables.put(ProxyLogin.USER, user);
      variables.put(ProxyLogin.PASSWORD, password == null ? "" : password);
    }
    return variables;
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "WorkerProxy[" + host + ":" + port + "]";
  }
}

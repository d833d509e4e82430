package io.edge4j.maven.dataset.download;

import java.net.Authenticator;
import java.net.PasswordAuthentication;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Name and password for a proxy. They come through the environment, which other users of the
 * machine cannot read, and not on the command line, which they can.
 */
public final class ProxyLogin extends Authenticator {
  /** Environment variable with the user's name. */
  public static final String USER = "EDGE_PROXY_USER";

  /** Environment variable with the password. */
  public static final String PASSWORD = "EDGE_PROXY_PASSWORD";

  private final Map<String, String> environment;

  ProxyLogin(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /** Answers proxies only: no server behind one ever gets to see the password. */
  @Override
  protected @Nullable PasswordAuthentication getPasswordAuthentication() {
    String user = environment.get(USER);
    if (getRequestorType() != RequestorType.PROXY || user == null) {
      return null;
    }
    return new PasswordAuthentication(user, environment.getOrDefault(PASSWORD, "").toCharArray());
  }
}

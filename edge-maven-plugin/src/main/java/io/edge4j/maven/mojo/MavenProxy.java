package io.edge4j.maven.mojo;

import io.edge4j.maven.pipeline.WorkerProxy;
import java.util.List;
import java.util.Optional;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.settings.Proxy;
import org.eclipse.aether.RepositorySystemSession;
import org.eclipse.aether.repository.AuthenticationContext;
import org.eclipse.aether.repository.RemoteRepository;

/** The active proxy of {@code settings.xml}: for https where there is one, else for http. */
final class MavenProxy {
  /** Stands for any server outside: the resolver only asks for the protocol and the host. */
  private static final String OUTSIDE = "https://example.org/";

  private MavenProxy() {}

  static Optional<WorkerProxy> of(MavenSession session) {
    List<Proxy> active =
        session.getSettings().getProxies().stream().filter(Proxy::isActive).toList();
    return active.stream()
        .filter(proxy -> "https".equalsIgnoreCase(proxy.getProtocol()))
        .findFirst()
        .or(() -> active.stream().findFirst())
        .map(proxy -> withLogin(proxy, session.getRepositorySession()));
  }

  /** The resolver has the password decrypted. */
  private static WorkerProxy withLogin(Proxy proxy, RepositorySystemSession session) {
    RemoteRepository.Builder outside = new RemoteRepository.Builder("dataset", "default", OUTSIDE);
    outside.setProxy(session.getProxySelector().getProxy(outside.build()));
    try (AuthenticationContext login = AuthenticationContext.forProxy(session, outside.build())) {
      return new WorkerProxy(
          proxy.getHost(),
          proxy.getPort(),
          proxy.getNonProxyHosts(),
          login == null ? null : login.get(AuthenticationContext.USERNAME),
          login == null ? null : login.get(AuthenticationContext.PASSWORD));
    }
  }
}

package io.edge4j.maven.pipeline;

import io.edge4j.maven.benchmark.Baseline;
import io.edge4j.maven.benchmark.Baseline.Outcome;
import io.edge4j.maven.report.Background;
import io.edge4j.maven.report.ReleaseFigures;
import io.edge4j.model.ModelFiles;
import io.edge4j.model.ModelFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.maven.artifact.repository.metadata.Versioning;
import org.apache.maven.artifact.repository.metadata.io.xpp3.MetadataXpp3Reader;
import org.apache.maven.artifact.versioning.ComparableVersion;
import org.codehaus.plexus.util.xml.pull.XmlPullParserException;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.RepositorySystemSession;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.metadata.DefaultMetadata;
import org.eclipse.aether.metadata.Metadata;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.resolution.ArtifactRequest;
import org.eclipse.aether.resolution.ArtifactResolutionException;
import org.eclipse.aether.resolution.ArtifactResult;
import org.eclipse.aether.resolution.MetadataRequest;
import org.eclipse.aether.resolution.MetadataResult;
import org.eclipse.aether.transfer.ArtifactNotFoundException;
import org.eclipse.aether.transfer.MetadataNotFoundException;

/**
 * Earlier releases of a model, through Maven's resolver. A release is a version that a remote
 * repository lists: what somebody installed on this machine is no yardstick for others.
 */
public final class Releases {
  private static final String METADATA = "maven-metadata.xml";
  private static final String SNAPSHOT = "-SNAPSHOT";

  /** What repositories list, and what kept one from being read. */
  private record Listing(List<String> versions, List<String> failures) {}

  private final RepositorySystem resolver;
  private final RepositorySystemSession session;
  private final List<RemoteRepository> repositories;

  /**
   * @param repositories where the project's dependencies come from
   */
  public Releases(
      RepositorySystem resolver,
      RepositorySystemSession session,
      List<RemoteRepository> repositories) {
    this.resolver = resolver;
    this.session = session;
    this.repositories = List.copyOf(repositories);
  }

  /** Looks for the release; that there is none is an outcome, not an error. */
  Baseline find(ReleaseQuery wanted) throws IOException {
    String[] coordinates = wanted.coordinates();
    if (coordinates.length == 3) {
      return resolve(wanted, coordinates, coordinates[2], Outcome.MISSING);
    }
    Listing listing = versions(coordinates, wanted.countUnreleased());
    Optional<String> latest = latestBefore(wanted.version(), listing.versions);
    if (latest.isPresent()) {
      return resolve(wanted, coordinates, latest.get(), Outcome.FIRST_RELEASE);
    }
    if (session.isOffline()) {
      return Baseline.absent(wanted.requested(), Outcome.OFFLINE, null);
    }
    return listing.failures.isEmpty()
        ? Baseline.absent(wanted.requested(), Outcome.FIRST_RELEASE, null)
        : Baseline.absent(wanted.requested(), Outcome.MISSING, String.join("; ", listing.failures));
  }

  /**
   * @param otherwise what it means that the version has no such model
   */
  private Baseline resolve(
      ReleaseQuery wanted, String[] coordinates, String version, Outcome otherwise)
      throws IOException {
    Artifact model =
        new DefaultArtifact(
            coordinates[0], coordinates[1], wanted.classifier("optimized"), "onnx", version);
    try {
      Path file =
          resolver
              .resolveArtifact(session, new ArtifactRequest(model, repositories, null))
              .getArtifact()
              .getFile()
              .toPath();
      return Baseline.resolved(wanted.requested(), version, ModelFiles.of(file).model());
    } catch (ModelFormatException e) {
      return Baseline.absent(wanted.requested(), Outcome.MISSING, e.getMessage());
    } catch (ArtifactResolutionException e) {
      if (session.isOffline()) {
        return Baseline.absent(wanted.requested(), Outcome.OFFLINE, e.getMessage());
      }
      return isNowhere(e.getResult())
          ? Baseline.absent(wanted.requested(), otherwise, "No repository holds " + model)
          : Baseline.absent(wanted.requested(), Outcome.MISSING, e.getMessage());
    }
  }

  /**
   * Reads what earlier releases reported of themselves.
   *
   * @param model how the present one came about
   * @return figures of the last releases, or why there are none of one; and a sentence for what
   *     could not be asked for
   */
  Background history(HistoryQuery wanted, Background model) throws IOException {
    if (wanted.count() == 0) {
      return model;
    }
    if (session.isOffline()) {
      return model.after(
          List.of(), List.of("Maven runs offline: no earlier release was looked for."));
    }
    ReleaseQuery releases = wanted.releases();
    Listing listing = versions(releases.coordinates(), releases.countUnreleased());
    List<String> earlier = before(releases.version(), listing.versions);
    return model.after(
        reports(
            releases,
            earlier.subList(Math.max(0, earlier.size() - wanted.count()), earlier.size())),
        listing.failures.stream()
            .map(failure -> "A repository could not be asked for releases: " + failure)
            .toList());
  }

  private List<ReleaseFigures> reports(ReleaseQuery wanted, List<String> versions) {
    String[] coordinates = wanted.coordinates();
    List<ArtifactRequest> requests = new ArrayList<>();
    for (String version : versions) {
      Artifact report =
          new DefaultArtifact(
              coordinates[0], coordinates[1], wanted.classifier("benchmark"), "json", version);
      requests.add(new ArtifactRequest(report, repositories, null));
    }
    return resolve(requests).stream().map(Releases::figures).toList();
  }

  /** In the order of the requests, those too that came to nothing. */
  private List<ArtifactResult> resolve(List<ArtifactRequest> requests) {
    try {
      return resolver.resolveArtifacts(session, requests);
    } catch (ArtifactResolutionException e) {
      return e.getResults();
    }
  }

  private static ReleaseFigures figures(ArtifactResult found) {
    String version = found.getRequest().getArtifact().getVersion();
    if (found.isResolved()) {
      return ReleaseFigures.read(version, found.getArtifact().getFile().toPath());
    }
    return ReleaseFigures.absent(
        version,
        isNowhere(found)
            ? "it was released without a report"
            : "its report could not be downloaded: "
                + found.getExceptions().stream()
                    .map(Throwable::getMessage)
                    .collect(Collectors.joining("; ")));
  }

  private static boolean isNowhere(ArtifactResult found) {
    return found.getExceptions().stream().allMatch(ArtifactNotFoundException.class::isInstance);
  }

  private static Optional<String> latestBefore(String version, List<String> versions) {
    List<String> earlier = before(version, versions);
    return earlier.isEmpty() ? Optional.empty() : Optional.of(earlier.get(earlier.size() - 1));
  }

  /** The lowest first, each once. */
  private static List<String> before(String version, List<String> versions) {
    ComparableVersion own = new ComparableVersion(version);
    return versions.stream()
        .map(ComparableVersion::new)
        .distinct()
        .filter(candidate -> candidate.compareTo(own) < 0)
        .sorted()
        .map(ComparableVersion::toString)
        .toList();
  }

  private Listing versions(String[] coordinates, boolean countUnreleased) throws IOException {
    List<String> versions = new ArrayList<>();
    List<String> failures = new ArrayList<>();
    for (MetadataResult result :
        resolver.resolveMetadata(session, requests(coordinates, countUnreleased))) {
      if (result.isResolved()) {
        listed(result.getMetadata())
            .filter(version -> countUnreleased || !version.endsWith(SNAPSHOT))
            .forEach(versions::add);
      } else if (!(result.getException() instanceof MetadataNotFoundException)) {
        failures.add(result.getException().getMessage());
      }
    }
    return new Listing(versions, failures);
  }

  private List<MetadataRequest> requests(String[] coordinates, boolean countUnreleased) {
    Metadata metadata =
        new DefaultMetadata(
            coordinates[0], coordinates[1], METADATA, Metadata.Nature.RELEASE_OR_SNAPSHOT);
    List<MetadataRequest> requests = new ArrayList<>();
    if (countUnreleased) {
      // Without a repository: what is installed on this machine.
      requests.add(new MetadataRequest(metadata, null, null));
    }
    for (RemoteRepository repository : repositories) {
      if (repository.getPolicy(false).isEnabled() || countUnreleased) {
        requests.add(new MetadataRequest(metadata, repository, null));
      }
    }
    return requests;
  }

  private static Stream<String> listed(Metadata metadata) throws IOException {
    try (InputStream in = Files.newInputStream(metadata.getFile().toPath())) {
      Versioning versioning = new MetadataXpp3Reader().read(in).getVersioning();
      return versioning == null ? Stream.of() : versioning.getVersions().stream();
    } catch (XmlPullParserException e) {
      throw new IOException(
          metadata.getFile() + " is not what a repository writes; delete it: " + e.getMessage(), e);
    }
  }
}

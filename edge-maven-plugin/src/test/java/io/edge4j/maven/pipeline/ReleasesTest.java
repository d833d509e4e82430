package io.edge4j.maven.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.edge4j.maven.benchmark.Baseline;
import io.edge4j.maven.benchmark.Baseline.Outcome;
import io.edge4j.maven.onnx.ModelFixture;
import io.edge4j.maven.report.Background;
import io.edge4j.maven.report.ReleaseFigures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.aether.DefaultRepositorySystemSession;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.resolution.ArtifactRequest;
import org.eclipse.aether.resolution.ArtifactResolutionException;
import org.eclipse.aether.resolution.ArtifactResult;
import org.eclipse.aether.resolution.MetadataRequest;
import org.eclipse.aether.resolution.MetadataResult;
import org.eclipse.aether.transfer.ArtifactNotFoundException;
import org.eclipse.aether.transfer.MetadataNotFoundException;
import org.eclipse.aether.transfer.MetadataTransferException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which release is found; {@code src/it} looks for one with a real resolver. */
class ReleasesTest {
  private static final RemoteRepository REMOTE =
      new RemoteRepository.Builder("releases", "default", "https://repo.example.com").build();

  @TempDir Path folder;
  private final RepositorySystem resolver = mock(RepositorySystem.class);

  @SuppressWarnings("deprecation") // Its successor needs a whole resolver, which is mocked here.
  private final DefaultRepositorySystemSession session = new DefaultRepositorySystemSession();

  private final Map<String, List<String>> listed = new TreeMap<>();
  private final List<Artifact> asked = new ArrayList<>();
  private boolean isUnreachable;
  private boolean holdsModels = true;

  @BeforeEach
  void repository() throws Exception {
    when(resolver.resolveMetadata(any(), any()))
        .thenAnswer(
            call -> {
              Collection<MetadataRequest> requests = call.getArgument(1);
              return requests.stream().map(this::metadata).toList();
            });
    when(resolver.resolveArtifact(any(), any(ArtifactRequest.class)))
        .thenAnswer(call -> artifact(call.getArgument(1)));
    when(resolver.resolveArtifacts(any(), any())).thenAnswer(call -> reports(call.getArgument(1)));
  }

  @BeforeEach
  void model() throws IOException {
    ModelFixture.opset(17).input("x", 1).output("x", 1).write(folder.resolve("model.onnx"));
  }

  @Test
  void aReleaseThatLacksItsDataIsMissing() throws IOException {
    list("releases", "1.2.0");
    ModelFixture.writeBeside(
        ModelFixture.opset(17).weight("w", 4).output("w", 4).proto(),
        folder.resolve("model.onnx"),
        "model.onnx.data");
    Files.delete(folder.resolve("model.onnx.data"));

    Baseline found = find("latest-release", false);

    assertThat(found.outcome()).isEqualTo(Outcome.MISSING);
    assertThat(found.detail()).contains("external data of tensor 'w' is missing");
  }

  @Test
  void theLatestReleaseIsTheGreatestVersionBelowThisOne() throws IOException {
    list("releases", "1.2.0", "1.10.0", "1.9.0", "2.0.0", "2.1.0", "1.11.0-SNAPSHOT");

    Baseline found = find("latest-release", false);

    assertThat(found.outcome()).isEqualTo(Outcome.RESOLVED);
    assertThat(found.version()).isEqualTo("1.10.0");
    assertThat(asked)
        .singleElement()
        .hasToString("com.example:mine:onnx:optimized:1.10.0")
        .satisfies(model -> assertThat(model.getClassifier()).isEqualTo("optimized"));
  }

  @Test
  void whatIsOnlyInstalledCountsWhenAskedFor() throws IOException {
    list("releases", "1.2.0");
    list("installed", "1.3.0", "1.4.0-SNAPSHOT");

    assertThat(find("latest-release", false).version()).isEqualTo("1.2.0");
    assertThat(find("latest-release", true).version()).isEqualTo("1.4.0-SNAPSHOT");
  }

  @Test
  void anotherModulesReleasesAreFoundByItsCoordinates() throws IOException {
    list("releases", "1.2.0");

    find("com.other:model", false);

    assertThat(asked).singleElement().hasToString("com.other:model:onnx:optimized:1.2.0");
  }

  @Test
  void withoutAnyReleaseThisIsTheFirst() throws IOException {
    assertThat(find("latest-release", false).outcome()).isEqualTo(Outcome.FIRST_RELEASE);
  }

  @Test
  void aReleaseFromBeforeThereWasAModelIsNone() throws IOException {
    list("releases", "1.2.0");
    holdsModels = false;

    Baseline found = find("latest-release", false);

    assertThat(found.outcome()).isEqualTo(Outcome.FIRST_RELEASE);
    assertThat(found.detail()).contains("com.example:mine:onnx:optimized:1.2.0");
  }

  @Test
  void aNamedVersionThatDoesNotExistIsMissing() throws IOException {
    holdsModels = false;

    assertThat(find("com.example:mine:1.0.0", false).outcome()).isEqualTo(Outcome.MISSING);
  }

  @Test
  void aRepositoryThatCannotBeReadIsNotAFirstRelease() throws IOException {
    isUnreachable = true;

    Baseline found = find("latest-release", false);

    assertThat(found.outcome()).isEqualTo(Outcome.MISSING);
    assertThat(found.detail()).contains("connection refused");
  }

  @Test
  void offlineIsSaidAsSuch() throws IOException {
    session.setOffline(true);
    holdsModels = false;

    assertThat(find("latest-release", false).outcome()).isEqualTo(Outcome.OFFLINE);
    assertThat(find("com.example:mine:1.0.0", false).outcome()).isEqualTo(Outcome.OFFLINE);
  }

  @Test
  void reportsOfTheLastReleasesAreRead() throws IOException {
    list("releases", "1.0.0", "1.10.0", "1.9.0", "2.0.0", "2.1.0", "1.11.0-SNAPSHOT");
    released("1.9.0", "{'schemaVersion': 2, 'variants': [{'name': 'onnx-optimized'}]}");
    released("1.10.0", "{'schemaVersion': 1}");

    Background found = history(2, "");

    assertThat(asked)
        .extracting(Artifact::toString)
        .containsExactly(
            "com.example:mine:json:benchmark:1.9.0", "com.example:mine:json:benchmark:1.10.0");
    assertThat(found.releases())
        .extracting(ReleaseFigures::version, ReleaseFigures::absence)
        .containsExactly(
            tuple("1.9.0", null), tuple("1.10.0", "its report has schema 1, this plugin reads 2"));
  }

  @Test
  void aReleaseWithoutAReportIsSaid() throws IOException {
    list("releases", "1.0.0", "1.1.0");
    released("1.1.0", "{'schemaVersion': 2, 'variants': [{'name': 'onnx-optimized'}]}");

    assertThat(history(10, "").releases())
        .extracting(ReleaseFigures::absence)
        .containsExactly("it was released without a report", null);
  }

  @Test
  void oneOfSeveralModelsOfAModuleHasItsOwnReports() throws IOException {
    list("releases", "1.0.0");

    history(10, "digits-");

    assertThat(asked).singleElement().hasToString("com.example:mine:json:digits-benchmark:1.0.0");
  }

  @Test
  void offlineOrWithoutARequestNoReportIsAskedFor() throws IOException {
    list("releases", "1.0.0");

    assertThat(history(0, "").remarks()).isEmpty();
    session.setOffline(true);
    assertThat(history(10, "").remarks())
        .containsExactly("Maven runs offline: no earlier release was looked for.");
    assertThat(asked).isEmpty();
  }

  @Test
  void aRepositoryThatCannotBeReadIsSaidBesideTheHistory() throws IOException {
    isUnreachable = true;

    assertThat(history(10, "").remarks())
        .singleElement()
        .asString()
        .startsWith("A repository could not be asked for releases: ")
        .contains("connection refused");
  }

  private Background history(int count, String prefix) throws IOException {
    ReleaseQuery releases =
        new ReleaseQuery("latest-release", "com.example:mine", "2.0.0", prefix, false);
    return new Releases(resolver, session, List.of(REMOTE))
        .history(new HistoryQuery(releases, count), Background.NONE);
  }

  private void released(String version, String json) throws IOException {
    Files.writeString(folder.resolve("report-" + version + ".json"), json.replace('\'', '"'));
  }

  /** As a resolver does it: one that is missing breaks all, and the exception has every result. */
  private List<ArtifactResult> reports(Collection<ArtifactRequest> requests)
      throws ArtifactResolutionException {
    List<ArtifactResult> results = new ArrayList<>();
    for (ArtifactRequest request : requests) {
      asked.add(request.getArtifact());
      Path file = folder.resolve("report-" + request.getArtifact().getVersion() + ".json");
      ArtifactResult result = new ArtifactResult(request);
      if (Files.exists(file)) {
        result.setArtifact(request.getArtifact().setFile(file.toFile()));
      } else {
        result.addException(new ArtifactNotFoundException(request.getArtifact(), REMOTE));
      }
      results.add(result);
    }
    if (results.stream().allMatch(ArtifactResult::isResolved)) {
      return results;
    }
    throw new ArtifactResolutionException(results);
  }

  private Baseline find(String requested, boolean countUnreleased) throws IOException {
    return new Releases(resolver, session, List.of(REMOTE))
        .find(new ReleaseQuery(requested, "com.example:mine", "2.0.0", "", countUnreleased));
  }

  private void list(String repository, String... versions) {
    listed.put(repository, Arrays.asList(versions));
  }

  private MetadataResult metadata(MetadataRequest request) {
    MetadataResult result = new MetadataResult(request);
    String repository =
        request.getRepository() == null ? "installed" : request.getRepository().getId();
    if (isUnreachable) {
      return result.setException(
          new MetadataTransferException(request.getMetadata(), REMOTE, "connection refused"));
    }
    if (!listed.containsKey(repository)) {
      return result.setException(new MetadataNotFoundException(request.getMetadata(), REMOTE));
    }
    StringBuilder xml = new StringBuilder("<metadata><versioning><versions>");
    listed.get(repository).forEach(v -> xml.append("<version>").append(v).append("</version>"));
    xml.append("</versions></versioning></metadata>");
    return result.setMetadata(request.getMetadata().setFile(file(repository, xml).toFile()));
  }

  private Path file(String name, CharSequence content) {
    try {
      return Files.writeString(folder.resolve(name + ".xml"), content);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private ArtifactResult artifact(ArtifactRequest request) throws ArtifactResolutionException {
    asked.add(request.getArtifact());
    ArtifactResult result = new ArtifactResult(request);
    if (!holdsModels) {
      result.addException(new ArtifactNotFoundException(request.getArtifact(), REMOTE));
      throw new ArtifactResolutionException(List.of(result));
    }
    return result.setArtifact(request.getArtifact().setFile(folder.resolve("model.onnx").toFile()));
  }
}

package io.edge4j.maven.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpToDateCheckTest {
  @TempDir Path folder;
  private UpToDateCheck upToDate;
  private Path output;

  @BeforeEach
  void aStageRan() throws IOException {
    upToDate = new UpToDateCheck(folder.resolve(".fresh").resolve("train.json"));
    output = Files.writeString(folder.resolve("weights"), "w");
    upToDate.remember(Map.of("epochs", "3", "dataset", "sha256:0123456789abcdef"), List.of(output));
  }

  @Test
  void nothingChangedIsFresh() throws IOException {
    assertThat(upToDate.staleBecause(inputs("3"))).isEmpty();
  }

  @Test
  void aChangedInputIsNamedWithBothValues() throws IOException {
    assertThat(upToDate.staleBecause(inputs("4"))).hasValue("epochs changed from 3 to 4");
  }

  @Test
  void aNewInputAndOneThatIsGoneAreNamed() throws IOException {
    assertThat(upToDate.staleBecause(Map.of("epochs", "3")))
        .hasValue("dataset is gone (was sha256:0123456789ab)");
    assertThat(upToDate.staleBecause(Map.of("batchSize", "64", "epochs", "3")))
        .hasValue("batchSize is new (64), dataset is gone (was sha256:0123456789ab)");
  }

  @Test
  void whatAPersonSetComesBeforeWhatFollowsFromIt() throws IOException {
    assertThat(upToDate.staleBecause(Map.of("epochs", "4", "dataset", "sha256:fedcba9876543210")))
        .hasValue(
            "epochs changed from 3 to 4, "
                + "dataset changed from sha256:0123456789ab to sha256:fedcba987654");
  }

  @Test
  void aMissingOutputIsNamed() throws IOException {
    Files.delete(output);

    assertThat(upToDate.staleBecause(inputs("3"))).hasValue("weights is missing");
  }

  @Test
  void anOutputThatSomebodyChangedIsMadeAgain() throws IOException {
    Files.writeString(output, "x");

    assertThat(upToDate.staleBecause(inputs("3")))
        .hasValue("weights was changed after it was made");
  }

  @Test
  void aCheckoutThatMovedStaysFresh(@TempDir Path elsewhere) throws IOException {
    Files.createDirectories(elsewhere.resolve(".fresh"));
    Files.move(folder.resolve(".fresh/train.json"), elsewhere.resolve(".fresh/train.json"));
    Files.move(output, elsewhere.resolve("weights"));

    assertThat(new UpToDateCheck(elsewhere.resolve(".fresh/train.json")).staleBecause(inputs("3")))
        .isEmpty();
  }

  @Test
  void forgettingRemovesTheOutputsToo() throws IOException {
    upToDate.forget();

    assertThat(output).doesNotExist();
    assertThat(upToDate.staleBecause(inputs("3"))).hasValue("there is no earlier result");
  }

  @Test
  void aTornMemoryCountsAsNone() throws IOException {
    Files.writeString(folder.resolve(".fresh/train.json"), "{\"inputs\": {\"ep");

    assertThat(upToDate.staleBecause(inputs("3")).orElseThrow()).contains("unreadable");
    upToDate.forget();
    assertThat(upToDate.staleBecause(inputs("3"))).hasValue("there is no earlier result");
  }

  private static Map<String, String> inputs(String epochs) {
    return Map.of("epochs", epochs, "dataset", "sha256:0123456789abcdef");
  }
}

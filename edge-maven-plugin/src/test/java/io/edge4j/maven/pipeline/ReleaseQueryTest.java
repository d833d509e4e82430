package io.edge4j.maven.pipeline;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edge4j.maven.stage.StageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReleaseQueryTest {

  @ParameterizedTest
  @ValueSource(strings = {"", "latest", "com.example", "a:b:c:d", "com.example:model:", "a b:c"})
  void whatIsNoBaselineIsRefused(String requested) {
    assertThatThrownBy(() -> query(requested).validate())
        .isInstanceOf(StageException.class)
        .hasMessageContainingAll("edge.baseline", "'" + requested + "'", "latest-release");
  }

  @ParameterizedTest
  @ValueSource(strings = {"latest-release", "com.example:model", "com.example:model:1.4.0-rc+2"})
  void aBaselineIsAWordOrCoordinates(String requested) {
    assertThatCode(() -> query(requested).validate()).doesNotThrowAnyException();
  }

  @Test
  void theBuildsOwnVersionIsNoBaseline() {
    assertThatThrownBy(() -> query("com.example:mine:2.0.0").validate())
        .isInstanceOf(StageException.class)
        .hasMessageContainingAll("edge.baseline", "earlier");
  }

  private static ReleaseQuery query(String requested) {
    return new ReleaseQuery(requested, "com.example:mine", "2.0.0", "", false);
  }
}

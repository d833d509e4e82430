package io.edge4j.maven.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelCardTest {
  private static final ModelCard CARD =
      new ModelCard(
          "garments",
          "1.2.3",
          List.of("T-shirt/top", "Ankle \"boot\""),
          new ModelCard.Input("input", List.of(1L, 28L, 28L), 1.0 / 255, 0, 1),
          ModelCard.LOGITS,
          "fp32",
          0.8981,
          "garments sha256:ab",
          "edge-maven-plugin 0.1.0");

  @Test
  void survivesTheRoundTripThroughMetadata() {
    assertThat(ModelCard.fromMetadata(CARD.toMetadata())).isEqualTo(CARD);
  }

  @Test
  void whatIsUnknownIsLeftOut() {
    ModelCard plain =
        new ModelCard(
            "m", null, List.of(), CARD.input(), ModelCard.VALUES, "fp32", null, null, "p 1");

    assertThat(plain.toMetadata())
        .containsOnlyKeys(
            "edge.schema",
            "edge.name",
            "edge.labels",
            "edge.input",
            "edge.output",
            "edge.recipe",
            "edge.producer");
    assertThat(ModelCard.fromMetadata(plain.toMetadata())).isEqualTo(plain);
  }

  @Test
  void keysOfOthersAreIgnored() {
    Map<String, String> entries = new LinkedHashMap<>(CARD.toMetadata());
    entries.put("author", "somebody");

    assertThat(ModelCard.fromMetadata(entries)).isEqualTo(CARD);
  }

  @Test
  void anotherSchemaIsNotGuessedAt() {
    Map<String, String> entries = new LinkedHashMap<>(CARD.toMetadata());
    entries.put("edge.schema", "2");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> ModelCard.fromMetadata(entries))
        .withMessageContaining("edge.schema is 2");
  }

  @Test
  void damagedJsonIsNamedAsSuch() {
    Map<String, String> entries = new LinkedHashMap<>(CARD.toMetadata());
    entries.put("edge.input", "{\"name\": ");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> ModelCard.fromMetadata(entries))
        .withMessageContaining("damaged");
  }
}

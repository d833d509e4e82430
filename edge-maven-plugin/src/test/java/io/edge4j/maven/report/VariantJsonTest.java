package io.edge4j.maven.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.edge4j.maven.stage.Json;
import org.junit.jupiter.api.Test;

class VariantJsonTest {
  private static final VariantReport VARIANT =
      Reports.variant("onnx-optimized", "dynamic", 0.033, 226_897, 0.8981);

  @Test
  void eachMetricIsANumberUnderTheKeyThatGatesName() {
    JsonObject json = Json.tree(VARIANT).getAsJsonObject();

    VARIANT
        .metrics()
        .forEach(
            (metric, found) ->
                assertThat(json.get(metric.key()).getAsDouble()).isEqualTo(found.value()));
    assertThat(json.get("sizeBytes")).hasToString("226897");
  }

  @Test
  void whatIsUncertainHasAnIntervalUnderTheSameKey() {
    JsonObject intervals = Json.tree(VARIANT).getAsJsonObject().getAsJsonObject("intervals");

    assertThat(intervals.keySet())
        .containsExactly("p50Millis", "meanMillis", "p95Millis", "p99Millis", "accuracy");
    assertThat(intervals.getAsJsonObject("accuracy").get("low").getAsDouble())
        .isEqualTo(0.8981 - 0.006);
  }

  @Test
  void whatWasWrittenIsRead() {
    assertThat(Json.value(Json.tree(VARIANT), VariantReport.class)).isEqualTo(VARIANT);
  }
}

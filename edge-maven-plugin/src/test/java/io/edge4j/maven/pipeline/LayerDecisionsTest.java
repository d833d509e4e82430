package io.edge4j.maven.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.edge4j.maven.quantize.QuantizationReport;
import io.edge4j.maven.report.QuantizedLayers;
import io.edge4j.maven.report.QuantizedLayers.Layer;
import io.edge4j.maven.report.QuantizedLayers.ValueError;
import io.edge4j.maven.stage.Json;
import org.junit.jupiter.api.Test;

class LayerDecisionsTest {

  @Test
  void whatQuantizeJsonSaysOfEachNodeIsSortedByWhatBecameOfIt() {
    QuantizedLayers layers =
        LayerDecisions.of(
            Json.value(
                Json.parse(
                    "{'nodes': ["
                        + "{'node': 'conv', 'opType': 'Conv', 'outcome': 'skipped', 'detail': 'why'},"
                        + "{'node': 'relu1', 'opType': 'Relu', 'outcome': 'kept', 'detail': ''},"
                        + "{'node': 'fc', 'opType': 'Gemm', 'outcome': 'quantized', 'detail': 'how'},"
                        + "{'node': 'relu2', 'opType': 'Relu', 'outcome': 'kept', 'detail': ''},"
                        + "{'node': 'add', 'opType': 'Add', 'outcome': 'kept', 'detail': ''}],"
                        + "'layers': [{'output': 'y', 'values': 10, 'relativeError': 0.125},"
                        + "{'output': 'x', 'values': 10, 'relativeError': 0.01}]}"),
                QuantizationReport.class));

    assertThat(layers.quantized()).containsExactly(new Layer("fc", "Gemm", "how"));
    assertThat(layers.kept()).containsExactly(new Layer("conv", "Conv", "why"));
    assertThat(layers.untouched()).containsExactly("Add (1)", "Relu (2)");
    assertThat(layers.errors())
        .containsExactly(
            new ValueError("y", "relative error 0.12500"),
            new ValueError("x", "relative error 0.01000"));
  }
}

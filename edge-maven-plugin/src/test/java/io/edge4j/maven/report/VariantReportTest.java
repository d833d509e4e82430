package io.edge4j.maven.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VariantReportTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          onnx-optimized | dynamic   | onnx-optimized, dynamic int8
          onnx-optimized | static    | onnx-optimized, static int8
          onnx-optimized | fp32      | onnx-optimized, fp32
          onnx-optimized | -         | onnx-optimized
          onnx-fp32      | fp32      | onnx-fp32
          pytorch-fp32   | -         | pytorch-fp32
          """)
  void recipeStandsBesideTheNameUnlessItIsInIt(String name, String recipe, String title) {
    assertThat(Reports.variant(name, recipe, 1, 1, 0.5).title()).isEqualTo(title);
  }
}

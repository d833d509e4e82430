package io.edge4j.model;

import static io.edge4j.model.ModelMetadataTest.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InputContractTest {
  private static final List<TensorInfo> ENCODER =
      List.of(
          tensor("input_ids", "int64", "batch", "sequence"),
          tensor("attention_mask", "int64", "batch", "sequence"),
          tensor("token_type_ids", "int64", "batch", "sequence"));

  private static final List<TensorInfo> SPEECH =
      List.of(
          tensor("input", "float", "", ""),
          tensor("state", "float", "2", "", "128"),
          tensor("sr", "int64"));

  @Test
  void symbolsOfOneNameAreOneDimension() {
    assertThat(InputContract.of(ENCODER).openDimensions()).containsExactly("batch", "sequence");
  }

  @Test
  void anOpenAxisWithoutASymbolIsKnownByItsPlace() {
    assertThat(InputContract.of(SPEECH).openDimensions())
        .containsExactly("input[0]", "input[1]", "state[1]");
  }

  @Test
  void aDimensionThatIsCalledBatchCountsSamplesWhereverItStands() {
    InputContract contract =
        InputContract.of(
            List.of(
                tensor("frames", "float", "time", "batch_size", "80"),
                tensor("state", "float", "2", "batch_size", "128")));
    assertThat(contract.batchDimensions()).containsExactly("batch_size");
  }

  /** As all-MiniLM-L6-v2 on Maven Central. */
  @Test
  void onlyTheFirstOfTwoAxesThatAreCalledBatchCountsSamples() {
    InputContract contract =
        InputContract.of(List.of(tensor("input_ids", "int64", "batch", "batch")));
    assertThat(contract.openDimensions()).containsExactly("batch", "batch_2");
    assertThat(contract.batchDimensions()).containsExactly("batch");
  }

  @Test
  void anOpenFirstAxisCountsSamplesUnlessItIsCalledALength() {
    assertThat(InputContract.of(List.of(tensor("x", "float", "rows", "4"))).batchDimensions())
        .containsExactly("rows");
    assertThat(InputContract.of(List.of(tensor("x", "int64", "sequence_length"))).batchDimensions())
        .isEmpty();
  }

  @Test
  void aStatementIsStrongerThanAnAssumption() {
    InputContract assumed =
        InputContract.of(ENCODER).withSizes("sequence", Fact.assumed(List.of(8L), "a guess"));
    InputContract stated =
        InputContract.of(ENCODER).withSizes("sequence", Fact.of(List.of(128L), Origin.POM));
    assertThat(assumed.overlaidBy(stated).sizes().get("sequence").value()).containsExactly(128L);
    assertThat(stated.overlaidBy(assumed).sizes().get("sequence").value()).containsExactly(128L);
  }

  @Test
  void onlyAssumptionsAreSaid() {
    InputContract contract =
        InputContract.of(ENCODER)
            .with(
                InputContract.Input.of(ENCODER.get(0))
                    .withDomain(
                        Fact.assumed(new Domain.Range(0, 30521), "its table has 30522 rows")))
            .with(
                InputContract.Input.of(ENCODER.get(2))
                    .withDomain(Fact.of(new Domain.Range(0, 1), Origin.POM)))
            .withSizes("sequence", Fact.assumed(List.of(8L), "the first that the model took"))
            .withSizes("batch", Fact.of(List.of(1L), Origin.POM));
    assertThat(contract.assumptions())
        .containsExactly(
            "sequence is 8: the first that the model took",
            "input_ids takes 0 to 30521: its table has 30522 rows",
            "attention_mask takes always 1: it is called a mask");
  }

  @Test
  void inputsAreDescribedWithSizesAndValues() {
    assertThat(InputContract.of(ENCODER).described(Map.of("batch", 1L, "sequence", 128L)))
        .startsWith("input_ids: int64[batch=1, sequence=128], 0 to 1")
        .element(1)
        .isEqualTo("attention_mask: int64[batch=1, sequence=128], always 1");
  }

  @Test
  void aSampleRateIsGuessedAsOne() {
    assertThat(InputContract.of(SPEECH).input("sr").orElseThrow().domain().value())
        .isEqualTo(new Domain.Fill(16_000));
  }

  @Test
  void layoutIsWhereTheChannelsAre() {
    assertThat(layout("n", "3", "h", "w").value()).isEqualTo(Layout.CHW);
    assertThat(layout("n", "h", "w", "3").value()).isEqualTo(Layout.HWC);
    assertThat(layout("n", "8", "16", "64").value()).isEqualTo(Layout.NONE);
    assertThat(layout("n", "3", "224", "3").isAssumed()).isTrue();
  }

  private static Fact<Layout> layout(String... axes) {
    return InputContract.Input.of(tensor("x", "float", axes)).layout();
  }

  @Test
  void aSizeThatWasAssumedIsNoShapeOfASample() {
    InputContract contract = InputContract.of(List.of(tensor("x", "float", "n", "length")));
    assertThat(contract.withSizes("length", Fact.assumed(List.of(8L), "a guess")).sampleShape())
        .containsExactly(-1L);
    assertThat(contract.withSizes("length", Fact.of(List.of(8L), Origin.METADATA)).sampleShape())
        .containsExactly(8L);
  }

  @Test
  void drawnInputsKeepToTheirDomains() {
    InputContract contract =
        InputContract.of(ENCODER)
            .with(
                InputContract.Input.of(ENCODER.get(0))
                    .withDomain(Fact.of(new Domain.Range(5, 30521), Origin.POM)));
    Map<String, Tensor> drawn =
        new DrawnInputs(contract, Map.of("batch", 2L, "sequence", 64L), 42).draw();
    assertThat(drawn.get("input_ids").shape()).containsExactly(2L, 64L);
    assertThat(Arrays.stream(drawn.get("input_ids").longs()).boxed())
        .allMatch(id -> id >= 5 && id <= 30521);
    assertThat(Arrays.stream(drawn.get("input_ids").longs()).boxed()).anyMatch(id -> id > 15_000);
    assertThat(drawn.get("attention_mask").longs()).containsOnly(1);
  }

  @Test
  void theSameSeedDrawsTheSameBits() {
    InputContract contract = InputContract.of(List.of(tensor("x", "float", "n", "3")));
    float[] drawn = new DrawnInputs(contract, Map.of("n", 1L), 42).draw().get("x").floats();
    assertThat(drawn).containsExactly(1.1419053f, 0.91940796f, -0.94986665f);
  }

  @Test
  void anOpenDimensionWithoutSizeIsNamed() {
    assertThatThrownBy(
            () -> new DrawnInputs(InputContract.of(ENCODER), Map.of("batch", 1L), 0).draw())
        .hasMessage("nothing says how large sequence of input_ids: int64[batch, sequence] is");
  }

  @Test
  void anInputThatNoHeapHoldsIsRefusedBeforeItIsAllocated() {
    InputContract contract = InputContract.of(List.of(tensor("x", "float", "n", "m")));
    assertThatThrownBy(
            () -> new DrawnInputs(contract, Map.of("n", 4_000_000_000L, "m", 1L << 40), 0).draw())
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("input x of shape [4000000000, 1099511627776]")
        .hasMessageContaining("<dimensions>");
  }
}

package io.edge4j.maven.inputs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edge4j.maven.stage.StageException;
import io.edge4j.model.ChannelOrder;
import io.edge4j.model.Dim;
import io.edge4j.model.Domain;
import io.edge4j.model.Fact;
import io.edge4j.model.InputContract;
import io.edge4j.model.Layout;
import io.edge4j.model.Origin;
import io.edge4j.model.Preprocessing;
import io.edge4j.model.Resize;
import io.edge4j.model.TensorInfo;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InputSettingsTest {
  private static final InputContract ENCODER =
      InputContract.of(
          List.of(
              new TensorInfo("ids", "int64", List.of(Dim.named("batch"), Dim.named("sequence"))),
              new TensorInfo("mask", "int64", List.of(Dim.named("batch"), Dim.named("sequence")))));

  private static final InputContract DETECTOR =
      InputContract.of(
          List.of(
              new TensorInfo(
                  "images", "float", List.of(Dim.open(), Dim.of(3), Dim.open(), Dim.open()))));

  @Test
  void aSizeOfThePomIsStrongerThanOneOfTheMetadata() throws StageException {
    InputContract known = ENCODER.withSizes("sequence", Fact.of(List.of(64L), Origin.METADATA));
    assertThat(dimensions("sequence", "16, 128").statedIn(known).sizes())
        .containsEntry("sequence", Fact.of(List.of(16L, 128L), Origin.POM));
  }

  @Test
  void aDimensionThatTheModelHasNotIsRefusedWithItsInputs() {
    assertThatThrownBy(() -> dimensions("seqence", "128").statedIn(ENCODER))
        .isInstanceOf(StageException.class)
        .hasMessage(
            "<dimensions> names 'seqence', and the model leaves no dimension of that name open; its"
                + " inputs are ids: int64[batch, sequence], mask: int64[batch, sequence]");
  }

  @ParameterizedTest
  @CsvSource({"0", "-1", "eight", "''", "'16,'", "1.5"})
  void aSizeThatIsNoneIsRefused(String size) {
    assertThatThrownBy(() -> dimensions("sequence", size).statedIn(ENCODER))
        .hasMessage(
            "<dimensions>: <sequence> is '"
                + size
                + "'; sizes are whole numbers from 1 on, separated by commas");
  }

  @Test
  void listsOfSizesGoTogether() {
    Map<String, String> sizes = new LinkedHashMap<>();
    sizes.put("batch", "1,2,4");
    sizes.put("sequence", "16,128");
    assertThatThrownBy(() -> new InputSettings(sizes, List.of()).statedIn(ENCODER))
        .hasMessageStartingWith(
            "<dimensions> has lists of several lengths: <batch> 1,2,4 and <sequence> 16,128");
  }

  @Test
  void anInputThatTheModelHasNotIsRefusedWithItsInputs() {
    assertThatThrownBy(() -> input(named("tokens")).statedIn(ENCODER))
        .hasMessage(
            "<inputs> names 'tokens', and the model has no such input; its inputs are ids:"
                + " int64[batch, sequence], mask: int64[batch, sequence]");
  }

  @Test
  void aShapeSizesTheAxesThatAreOpen() throws StageException {
    assertThat(input(shaped("images", "1,3,320,640")).statedIn(DETECTOR).sizes())
        .containsEntry("images[0]", Fact.of(List.of(1L), Origin.POM))
        .containsEntry("images[2]", Fact.of(List.of(320L), Origin.POM))
        .containsEntry("images[3]", Fact.of(List.of(640L), Origin.POM))
        .hasSize(3);
  }

  @Test
  void aShapeOfOtherAxesIsRefused() {
    assertThatThrownBy(() -> input(shaped("images", "3,320,320")).statedIn(DETECTOR))
        .hasMessage(
            "<inputs>, input 'images': <shape> is '3,320,320', which has 3 axes, and the model"
                + " declares images: float[?, 3, ?, ?] with 4");
  }

  @Test
  void aShapeAgainstAFixedAxisIsRefused() {
    assertThatThrownBy(() -> input(shaped("images", "1,320,320,3")).statedIn(DETECTOR))
        .hasMessageEndingWith("float[?, 3, ?, ?]: the size of axis 1 is fixed to 3");
  }

  @Test
  void oneNameHasOneSize() {
    InputSettings settings =
        new InputSettings(Map.of("sequence", "16"), List.of(shaped("ids", "1,128")));
    assertThatThrownBy(() -> settings.statedIn(ENCODER))
        .hasMessageContaining(
            "says that sequence is 128, and the pom says elsewhere that it is 16");
  }

  @Test
  void drawnValuesAreTakenFromThePom() throws StageException {
    InputSettings settings =
        new InputSettings(
            Map.of(), List.of(drawn("ids", "0,30521", null), drawn("mask", null, "1")));
    InputContract stated = settings.statedIn(ENCODER);
    assertThat(stated.inputs().get(0).domain())
        .isEqualTo(Fact.of(new Domain.Range(0, 30521), Origin.POM));
    assertThat(stated.inputs().get(1).domain()).isEqualTo(Fact.of(new Domain.Fill(1), Origin.POM));
    assertThat(stated.assumptions()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"'0'", "'9,3'", "'0,1,2'"})
  void aRangeThatIsNoneIsRefused(String range) {
    assertThatThrownBy(() -> input(drawn("ids", range, null)).statedIn(ENCODER))
        .hasMessage(
            "<inputs>, input 'ids': <range> is '"
                + range
                + "'; give the least and the most value, for example 0,30521");
  }

  @ParameterizedTest
  @CsvSource({"'0,0.5'", "'0,1e30'"})
  void aRangeThatTheTypeCannotHoldIsRefused(String range) {
    assertThatThrownBy(() -> input(drawn("ids", range, null)).statedIn(ENCODER))
        .hasMessage(
            "<inputs>, input 'ids': <range> is '"
                + range
                + "', and the model declares ids: int64[batch, sequence]");
  }

  @Test
  void rangeAndFillExcludeEachOther() {
    assertThatThrownBy(() -> input(drawn("ids", "0,1", "1")).statedIn(ENCODER))
        .hasMessageContaining("<range> is '0,1' and <fill> is '1'; give one of them");
  }

  @Test
  void preprocessingIsTakenFromThePom() throws StageException {
    InputSetting setting =
        new InputSetting("images", null, null, null, "CHW", "0.5", "1,2,3", "4", "BGR", "crop");
    assertThat(input(setting).statedIn(DETECTOR).inputs().get(0).preprocessing())
        .contains(
            Fact.of(
                new Preprocessing(
                    List.of(0.5),
                    List.of(1.0, 2.0, 3.0),
                    List.of(4.0),
                    ChannelOrder.BGR,
                    Resize.CROP),
                Origin.POM));
    assertThat(input(setting).statedIn(DETECTOR).inputs().get(0).layout())
        .isEqualTo(Fact.of(Layout.CHW, Origin.POM));
  }

  @Test
  void preprocessingOfOtherChannelsIsRefused() {
    InputSetting setting =
        new InputSetting("images", null, null, null, null, null, "1,2", null, null, null);
    assertThatThrownBy(() -> input(setting).statedIn(DETECTOR))
        .hasMessageContaining("has 2 numbers, and images: float[?, 3, ?, ?] has 3 channels");
  }

  @Test
  void aNumberWithASuffixIsNone() {
    InputSetting setting =
        new InputSetting("images", null, null, null, null, "1f", null, null, null, null);
    assertThatThrownBy(() -> input(setting).statedIn(DETECTOR))
        .hasMessageContaining("<scale> is '1f'; give a number");
  }

  @Test
  void anUnknownLayoutNamesThoseThereAre() {
    InputSetting setting =
        new InputSetting("images", null, null, null, "NCHW", null, null, null, null, null);
    assertThatThrownBy(() -> input(setting).statedIn(DETECTOR))
        .hasMessage("<inputs>, input 'images': <layout> is 'NCHW'; use one of [CHW, HWC, NONE]");
  }

  private static InputSettings dimensions(String symbol, String sizes) {
    return new InputSettings(Map.of(symbol, sizes), List.of());
  }

  private static InputSettings input(InputSetting setting) {
    return new InputSettings(Map.of(), List.of(setting));
  }

  private static InputSetting named(String name) {
    return shaped(name, null);
  }

  private static InputSetting shaped(String name, String shape) {
    return new InputSetting(name, shape, null, null, null, null, null, null, null, null);
  }

  private static InputSetting drawn(String name, String range, String fill) {
    return new InputSetting(name, null, range, fill, null, null, null, null, null, null);
  }
}

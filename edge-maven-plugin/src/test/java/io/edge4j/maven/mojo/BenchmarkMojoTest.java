package io.edge4j.maven.mojo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;

import io.edge4j.maven.benchmark.GateRule;
import io.edge4j.maven.benchmark.Protocol;
import io.edge4j.maven.dataset.DatasetSpec;
import io.edge4j.maven.pipeline.EdgeConfiguration;
import io.edge4j.maven.quantize.BlockwiseOptions;
import io.edge4j.maven.quantize.NodeSelection;
import io.edge4j.maven.quantize.QuantizationOptions;
import io.edge4j.maven.quantize.RecipeChoice;
import io.edge4j.maven.report.GatePolicy;
import io.edge4j.maven.train.Augmentation;
import io.edge4j.maven.train.InitialWeights;
import io.edge4j.maven.train.TrainingOptions;
import io.edge4j.maven.train.TrainingRequest;
import io.edge4j.model.Recipe;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.maven.api.di.Provides;
import org.apache.maven.api.plugin.testing.InjectMojo;
import org.apache.maven.api.plugin.testing.MojoParameter;
import org.apache.maven.api.plugin.testing.MojoTest;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.project.MavenProjectHelper;
import org.junit.jupiter.api.Test;

/** The parameters as a pom gives them and as their defaults are; {@code src/it} runs the goals. */
@MojoTest
class BenchmarkMojoTest {
  private static final String DEFAULTS = "src/test/resources/poms/defaults/pom.xml";
  private static final String EVERYTHING = "src/test/resources/poms/everything/pom.xml";

  /** The harness's project is a stub that takes no attachments. */
  @Provides
  MavenProjectHelper projectHelper() {
    return mock(MavenProjectHelper.class);
  }

  @Test
  @InjectMojo(goal = "benchmark", pom = DEFAULTS)
  void withoutConfigurationTheSeedsNetworkLearnsGarments(BenchmarkMojo mojo) throws Exception {
    EdgeConfiguration configuration = mojo.configuration();

    assertThat(configuration.dataset()).isEqualTo(new DatasetSpec("garments", null, 42, Map.of()));
    assertThat(configuration.training())
        .isEqualTo(
            new TrainingRequest(
                configuration.dataset(),
                "small-cnn",
                null,
                3,
                64,
                0.001,
                42,
                2,
                configuration.workspace().train(),
                Map.of(),
                TrainingOptions.DEFAULT));
    assertThat(configuration.export().opset()).isEqualTo(17);
    assertThat(configuration.export().tolerance()).isEqualTo(1e-4);
    assertThat(configuration.quantization().recipe()).isEqualTo(RecipeChoice.of(Recipe.DYNAMIC));
    assertThat(configuration.quantization().options()).isEqualTo(QuantizationOptions.DEFAULT);
    assertThat(configuration.quantization().fp32()).isEqualTo(configuration.workspace().fp32());
    assertThat(configuration.benchmark().protocol()).isEqualTo(Protocol.DEFAULT);
    assertThat(configuration.benchmark().gates()).isNull();
    assertThat(configuration.baseline()).isNull();
    assertThat(configuration.history().count()).isZero();
    assertThat(configuration.benchmark().variants()).isEmpty();
    assertThat(configuration.benchmark().policy())
        .isEqualTo(new GatePolicy(false, Set.of("missing")));
    assertThat(configuration.force()).isFalse();
  }

  @Test
  @InjectMojo(goal = "benchmark", pom = EVERYTHING)
  void aPomSetsEveryParameter(BenchmarkMojo mojo) throws Exception {
    EdgeConfiguration configuration = mojo.configuration();

    assertThat(configuration.workspace().modelName()).isEqualTo("classifier");
    assertThat(configuration.dataset().type()).isEqualTo("idx");
    assertThat(configuration.dataset().directory()).endsWithRaw(Path.of("data", "mnist"));
    assertThat(configuration.dataset().parameters()).containsExactly(Map.entry("width", "28"));
    assertThat(configuration.training())
        .isEqualTo(
            new TrainingRequest(
                configuration.dataset(),
                "small-cnn",
                null,
                5,
                128,
                0.01,
                7,
                4,
                configuration.workspace().train(),
                Map.of("hint", "none"),
                new TrainingOptions(
                    0.1,
                    2,
                    "constant",
                    0.02,
                    "balanced",
                    new Augmentation("horizontal", 0.1, 0.9, 10),
                    new InitialWeights(
                        configuration.projectDirectory().resolve("src/model/backbone.safetensors"),
                        List.of("conv.* = 01Conv2d_*", "fc.* ="),
                        List.of("01Conv2d_*")),
                    "cpu")));
    assertThat(configuration.export().opset()).isEqualTo(18);
    assertThat(configuration.export().tolerance()).isEqualTo(1e-3);
    assertThat(configuration.quantization().recipe()).isEqualTo(RecipeChoice.of(Recipe.STATIC));
    assertThat(configuration.quantization().options())
        .isEqualTo(
            new QuantizationOptions(
                new NodeSelection(List.of(), List.of("*head*"), List.of("Gemm"), true),
                false,
                true,
                "arm64",
                "percentile",
                64,
                true,
                0.01,
                0.05,
                false,
                new BlockwiseOptions(64, 4)));
    assertThat(configuration.benchmark().protocol()).isEqualTo(new Protocol(5, 50, 1, 1, 1));
    assertThat(configuration.benchmark().gates())
        .containsExactly(new GateRule("onnx-optimized", "speedup", 1.05, "onnx-fp32"));
    assertThat(configuration.benchmark().policy())
        .isEqualTo(new GatePolicy(true, Set.of("first-release", "offline")));
    assertThat(configuration.baseline().requested()).isEqualTo("com.example:classifier:1.4.0");
    assertThat(configuration.baseline().countUnreleased()).isTrue();
    assertThat(configuration.history().releases()).isEqualTo(configuration.baseline());
    assertThat(configuration.history().count()).isEqualTo(5);
    assertThat(configuration.benchmark().variants())
        .singleElement()
        .satisfies(own -> assertThat(own.name()).isEqualTo("torch-previous"))
        .satisfies(own -> assertThat(own.file()).endsWithRaw(Path.of("models", "previous.pt")));
  }

  @Test
  @InjectMojo(goal = "benchmark", pom = DEFAULTS)
  @MojoParameter(name = "datasetType", value = "idx")
  @MojoParameter(name = "datasetDirectory", value = "data")
  @MojoParameter(name = "benchmarkForks", value = "1")
  void theShortFormsServeTheCommandLine(BenchmarkMojo mojo) throws Exception {
    EdgeConfiguration configuration = mojo.configuration();

    assertThat(configuration.dataset().type()).isEqualTo("idx");
    assertThat(configuration.dataset().directory()).endsWithRaw(Path.of("data"));
    assertThat(configuration.benchmark().protocol().forks()).isEqualTo(1);
  }

  @Test
  @InjectMojo(goal = "benchmark", pom = EVERYTHING)
  @MojoParameter(name = "datasetType", value = "garments")
  void whatThePomSaysWinsOverTheShortForm(BenchmarkMojo mojo) throws Exception {
    assertThat(mojo.configuration().dataset().type()).isEqualTo("idx");
  }

  @Test
  @InjectMojo(goal = "benchmark", pom = DEFAULTS)
  @MojoParameter(name = "blockFactory", value = "com.example.MyNetwork")
  void aBlockFactoryReplacesTheDefaultArchitecture(BenchmarkMojo mojo) throws Exception {
    assertThat(mojo.configuration().training().architecture()).isNull();
    assertThat(mojo.configuration().training().blockFactory()).isEqualTo("com.example.MyNetwork");
  }

  @Test
  @InjectMojo(goal = "benchmark", pom = DEFAULTS)
  @MojoParameter(name = "onnxModel", value = "model.onnx")
  void aModelBroughtAlongIsNotTrainedAndHasNoDefaultData(BenchmarkMojo mojo) throws Exception {
    assertThat(mojo.configuration().onnxModel()).endsWithRaw(Path.of("model.onnx"));
    assertThatThrownBy(() -> mojo.configuration().training())
        .hasMessage("this build has no training");
    assertThat(mojo.configuration().dataset()).isNull();
    assertThat(mojo.configuration().quantization().fp32()).endsWithRaw(Path.of("model.onnx"));
  }

  @Test
  @InjectMojo(goal = "train", pom = DEFAULTS)
  @MojoParameter(name = "epochs", value = "0")
  void aWrongValueIsRefusedByNameWithoutAWorker(TrainMojo mojo) throws Exception {
    assertThatThrownBy(mojo::execute)
        .isInstanceOf(MojoExecutionException.class)
        .hasMessageContaining("edge.epochs")
        .hasMessageContaining("0");
  }

  @Test
  @InjectMojo(goal = "train", pom = DEFAULTS)
  @MojoParameter(name = "skip", value = "true")
  @MojoParameter(name = "epochs", value = "0")
  void skipSkips(TrainMojo mojo) throws Exception {
    mojo.execute();

    assertThat(mojo.outputDirectory.toPath().resolve("train")).doesNotExist();
  }
}

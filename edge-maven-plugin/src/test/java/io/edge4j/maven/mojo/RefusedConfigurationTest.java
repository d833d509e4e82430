package io.edge4j.maven.mojo;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.mockito.Mockito.when;

import java.io.File;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.stream.Stream;
import javax.inject.Inject;
import org.apache.maven.api.di.Provides;
import org.apache.maven.api.plugin.testing.InjectMojo;
import org.apache.maven.api.plugin.testing.MojoExtension;
import org.apache.maven.api.plugin.testing.MojoTest;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.model.Plugin;
import org.apache.maven.model.PluginExecution;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.PluginParameterExpressionEvaluator;
import org.apache.maven.project.MavenProjectHelper;
import org.codehaus.plexus.component.configurator.BasicComponentConfigurator;
import org.codehaus.plexus.component.configurator.ComponentConfigurationException;
import org.codehaus.plexus.configuration.xml.XmlPlexusConfiguration;
import org.codehaus.plexus.util.xml.Xpp3Dom;
import org.codehaus.plexus.util.xml.Xpp3DomBuilder;
import org.codehaus.plexus.util.xml.pull.XmlPullParserException;
import org.eclipse.aether.RepositorySystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a user reads when a parameter is wrong: its name, its value, and the way out. Configured by
 * Maven's own configurator, in the form in which it is written on the command line or in a pom;
 * {@code src/it/wrong-configuration-is-refused-before-training} starts Maven with three of them.
 */
@MojoTest
class RefusedConfigurationTest {
  private static final String DEFAULTS = "src/test/resources/poms/defaults/pom.xml";

  /** A model of one input, {@code input: float[batch, 1, 28, 28]}. */
  private static final String BROUGHT =
      "<onnxModel>src/test/resources/seed-cnn/fp32.onnx</onnxModel>";

  private final RepositorySystem resolver = mock(RepositorySystem.class);

  @Inject MavenSession session;
  @Inject MojoExecution execution;

  /** The harness's project is a stub that takes no attachments. */
  @Provides
  MavenProjectHelper projectHelper() {
    return mock(MavenProjectHelper.class);
  }

  @Provides
  RepositorySystem resolver() {
    return resolver;
  }

  static Stream<Arguments> properties() {
    return Stream.of(
        Arguments.of(
            "-Dedge.dataset=zalando",
            "<type> of <dataset> (edge.dataset) is 'zalando', which is not known; use one of "
                + "[garments, fashion-mnist, idx, images, csv, tensors, class]."),
        Arguments.of(
            "-Dedge.dataset=idx -Dedge.dataset.directory=nowhere",
            "<directory> of <dataset> (edge.dataset.directory) is '"
                + inBasedir("nowhere")
                + "', which is not there; give the folder that holds train-images-idx3-ubyte and "
                + "the other three files of the dataset."),
        Arguments.of(
            "-Dedge.dataset=class",
            "<className> in <parameters> of <dataset> is missing; <type> 'class' (edge.dataset) "
                + "wants the full name of a class that is a DJL Dataset, for example "
                + "com.example.Rings."),
        Arguments.of(
            "-Dedge.architecture=huge-cnn",
            "<architecture> (edge.architecture) is 'huge-cnn', which is not known; use one of "
                + "[small-cnn, mlp, mobilenet], or name a class of your own in <blockFactory>."),
        Arguments.of(
            "-Dedge.architecture=mlp -Dedge.blockFactory=com.example.Nowhere",
            "<architecture> (edge.architecture) is 'mlp' and <blockFactory> (edge.blockFactory) "
                + "is 'com.example.Nowhere', but only one of them can name the network; remove "
                + "the other."),
        Arguments.of(
            "-Dedge.epochs=0",
            "<epochs> (edge.epochs) is 0, but must be 1 or more; 3 passes over the data is "
                + "usual."),
        Arguments.of(
            "-Dedge.batchSize=-1",
            "<batchSize> (edge.batchSize) is -1, but must be 1 or more; 64 samples per step is "
                + "usual."),
        Arguments.of(
            "-Dedge.learningRate=0",
            "<learningRate> (edge.learningRate) is 0.0, but must be a finite number above 0; "
                + "0.001 is usual for Adam."),
        Arguments.of(
            "-Dedge.learningRateSchedule=zigzag",
            "<learningRateSchedule> (edge.learningRateSchedule) is 'zigzag', which is not known; "
                + "use one of [constant, linear, cosine]."),
        Arguments.of(
            "-Dedge.validationShare=1.5",
            "<validationShare> (edge.validationShare) is 1.5, but must be 0 (nothing is kept "
                + "aside) or a share below 1, such as 0.1."),
        Arguments.of(
            "-Dedge.patience=2",
            "<patience> (edge.patience) is 2, but <validationShare> (edge.validationShare) is 0, "
                + "so there is nothing to judge an epoch by; set it to 0.1, or <patience> to 0."),
        Arguments.of(
            "-Dedge.weightDecay=-1",
            "<weightDecay> (edge.weightDecay) is -1.0, but must be 0 (no decay) or a finite number "
                + "above it; 0.01 is usual for AdamW."),
        Arguments.of(
            "-Dedge.classWeights=equal",
            "<classWeights> (edge.classWeights) is 'equal', which is not known; use one of "
                + "[none, balanced]."),
        Arguments.of(
            "-Dedge.trainingDevice=gpu",
            "<trainingDevice> (edge.trainingDevice) is 'gpu', which is not known; use one of "
                + "[cpu, cuda]."),
        Arguments.of(
            "-Dedge.trainingThreads=0",
            "<trainingThreads> (edge.trainingThreads) is 0, but must be 1 or more; one thread "
                + "per core is usual."),
        Arguments.of(
            "-Dedge.modelName=a/b",
            "<modelName> (edge.modelName) is 'a/b'; it names files and resources, so give it "
                + "letters, digits, '.', '_' and '-' only, for example garments-classifier"),
        Arguments.of(
            "-Dedge.onnxModel=nowhere.onnx",
            "<onnxModel> (edge.onnxModel) is "
                + inBasedir("nowhere.onnx")
                + ", and there is no such file; name an ONNX file, or leave it out to train one"),
        Arguments.of(
            "-Dedge.onnxModel=pom.xml",
            "<onnxModel> (edge.onnxModel): "
                + inBasedir("pom.xml")
                + " is text, not an ONNX model; it begins with '<?xml version=\"1.0\" "
                + "encoding=\"UTF-8\"?>'"),
        Arguments.of(
            "-Dedge.onnxModel=pom.xml -Dedge.architecture=mlp",
            "<onnxModel> (edge.onnxModel) is 'pom.xml', which is not trained, and <architecture> "
                + "(edge.architecture) is 'mlp', which is; remove one of them"),
        Arguments.of(
            "-Dedge.opset=12",
            "<opset> (edge.opset) is 12; the exporter writes opsets 13 to 21, for example 17"),
        Arguments.of(
            "-Dedge.exportTolerance=-1",
            "<exportTolerance> (edge.exportTolerance) is -1.0; give the largest difference that "
                + "passes, for example 0.0001"),
        Arguments.of(
            "-Dedge.recipe=magic",
            "<recipe> (edge.recipe): there is no recipe 'magic'; use one of fp32, fp16, "
                + "dynamic, blockwise, static, auto"),
        Arguments.of(
            "-Dedge.blockSize=48",
            "<blockSize> (edge.blockSize) is 48; it must be 16, 32, 64, 128 or 256 (128 is "
                + "recommended, with 4 bits 32)"),
        Arguments.of("-Dedge.bits=5", "<bits> (edge.bits) is 5; it must be 8 (recommended) or 4"),
        Arguments.of(
            "-Dedge.calibration=guess",
            "<calibration> (edge.calibration): there is no method 'guess'; use one of min-max, "
                + "percentile, entropy, best"),
        Arguments.of(
            "-Dedge.target=riscv",
            "<target> (edge.target): there is no target 'riscv'; use one of x86-avx2, x86-vnni, "
                + "arm64, this-machine"),
        Arguments.of(
            "-Dedge.calibrationSamples=0",
            "<calibrationSamples> (edge.calibrationSamples) is 0; it must be at least 1 (100 or "
                + "more is recommended)"),
        Arguments.of(
            "-Dedge.maxAccuracyLoss=-1",
            "<maxAccuracyLoss> (edge.maxAccuracyLoss) is -1.0; take a share from 0 to 1, for "
                + "example 0.005"),
        Arguments.of(
            "-Dedge.maxRelativeError=-0.5",
            "<maxRelativeError> (edge.maxRelativeError) is -0.5; it must be 0 or more, for example "
                + "0.2"),
        Arguments.of(
            "-Dedge.timeoutMinutes=0",
            "<timeoutMinutes> (edge.timeoutMinutes) is 0; give the minutes that a worker may "
                + "take, for example 120"),
        Arguments.of(
            "-Dedge.benchmark.warmup=-1",
            "<benchmark><warmup> (edge.benchmark.warmup) is -1, but must be 0 or more"),
        Arguments.of(
            "-Dedge.benchmark.runs=0",
            "<benchmark><runs> (edge.benchmark.runs) is 0, but must be 1 or more"),
        Arguments.of(
            "-Dedge.benchmark.batchSize=0",
            "<benchmark><batchSize> (edge.benchmark.batchSize) is 0, but must be 1 or more"),
        Arguments.of(
            "-Dedge.benchmark.threads=0",
            "<benchmark><threads> (edge.benchmark.threads) is 0, but must be 1 or more"),
        Arguments.of(
            "-Dedge.benchmark.forks=0",
            "<benchmark><forks> (edge.benchmark.forks) is 0, but must be 1 or more"),
        Arguments.of(
            "-Dedge.baseline=latest",
            "<baseline> (edge.baseline) is 'latest'; give latest-release, groupId:artifactId or "
                + "groupId:artifactId:version, for example com.example:classifier:1.4.0"),
        Arguments.of(
            "-Dedge.history=-1",
            "<history> (edge.history) is -1; give the number of earlier releases that the report "
                + "shows, for example 10, or 0 for none"));
  }

  @ParameterizedTest
  @MethodSource("properties")
  void propertyOfTheCommandLine(
      String arguments,
      String message,
      @InjectMojo(goal = "benchmark", pom = DEFAULTS) BenchmarkMojo mojo)
      throws Exception {
    assertRefused(mojo, elements(arguments, mojo), message);
  }

  static Stream<Arguments> poms() {
    return Stream.of(
        Arguments.of(
            "<dataset><type>garments</type><parameters><widht>28</widht></parameters></dataset>",
            "<widht> in <parameters> of <dataset> is not known to 'garments'; it takes none, "
                + "remove it."),
        Arguments.of(
            "<architectureParameters><layers>3</layers></architectureParameters>",
            "<layers> in <architectureParameters> is not known to 'small-cnn'; use one of "
                + "[filters, units]."),
        Arguments.of(
            "<augmentation><shift>1.5</shift></augmentation>",
            "<augmentation><shift> is 1.5, but must be 0 (no shift) or a share of the image below "
                + "1, such as 0.1."),
        Arguments.of(
            "<initialWeights><freeze><p>a*</p></freeze></initialWeights>",
            "<file> of <initialWeights> is missing; name a .safetensors or .params file, or an "
                + "artifact such as com.example:backbone:1.0:safetensors"),
        Arguments.of(
            BROUGHT + "<dimensions><sequence>128</sequence></dimensions>",
            "<dimensions> names 'sequence', and the model leaves no dimension of that name open; "
                + "its inputs are input: float[batch, 1, 28, 28]"),
        Arguments.of(
            BROUGHT + "<inputs><input><name>pixels</name><fill>1</fill></input></inputs>",
            "<inputs> names 'pixels', and the model has no such input; its inputs are input: "
                + "float[batch, 1, 28, 28]"),
        Arguments.of(
            BROUGHT + "<inputs><input><name>input</name><shape>1,3,28,28</shape></input></inputs>",
            "<inputs>, input 'input': <shape> is '1,3,28,28', and the model declares input: "
                + "float[batch, 1, 28, 28]: the size of axis 1 is fixed to 1"),
        Arguments.of(
            BROUGHT + "<labels><label>cat</label><label>dog</label></labels>",
            "<labels> (edge.labels) has 2 labels, and the model's output logits: float[batch, 10] "
                + "has 10 values per sample."),
        Arguments.of(
            BROUGHT + "<labels><label>cat</label><label>cat</label></labels>",
            "<labels> (edge.labels) is [cat, cat], and each class has a name of its own; correct "
                + "'cat'"),
        Arguments.of(
            "<labels><label>cat</label></labels>",
            "<labels> (edge.labels) is [cat], and a model that is trained here has the classes of "
                + "its dataset; remove it, or name a model that was trained elsewhere in "
                + "<onnxModel> (edge.onnxModel)"),
        Arguments.of(
            "<inputs><input><name>input</name><fill>1</fill></input></inputs>",
            "<inputs> says what a model takes that was trained elsewhere, and this build trains "
                + "one; remove it, or name the model in <onnxModel> (edge.onnxModel)"),
        Arguments.of(
            gate("<variant>onnx-optimized</variant><metric>p95Seconds</metric><limit>1</limit>"),
            "<gates>, gate 1: <metric> is 'p95Seconds', which does not exist. Known metrics: "
                + "p50Millis, meanMillis, p95Millis, p99Millis, speedup, sizeBytes, gzipBytes, "
                + "accuracy, accuracyLoss, rmse, rmseIncrease, mae, r2, relativeError, cosine, "
                + "agreement, loadMillis, firstPredictionMillis, memoryBytes"),
        Arguments.of(
            gate("<variant>onnx-int4</variant><metric>sizeBytes</metric><limit>1</limit>"),
            "<gates>, gate 1: <variant> is 'onnx-int4', which is not measured. Known variants: "
                + "pytorch-fp32, onnx-fp32, onnx-optimized"),
        Arguments.of(
            gate("<variant>onnx-optimized</variant><metric>sizeBytes</metric>"),
            "<gates>, gate 1: <limit> is missing. Give the bound for sizeBytes"),
        Arguments.of(
            gate("<variant>onnx-optimized</variant><metric>speedup</metric><limit>1</limit>"),
            "<gates>, gate 1: speedup compares two variants. Add <relativeTo> with one of: "
                + "pytorch-fp32, onnx-fp32, onnx-optimized"),
        Arguments.of(
            "<variants><variant><name>previous</name></variant></variants>",
            "<variants>, variant 1: <file> is missing; name an .onnx file or a TorchScript file "
                + "(.pt)"));
  }

  @ParameterizedTest
  @MethodSource("poms")
  void configurationOfThePom(
      String elements,
      String message,
      @InjectMojo(goal = "benchmark", pom = DEFAULTS) BenchmarkMojo mojo)
      throws Exception {
    assertRefused(mojo, elements, message);
  }

  @Test
  void elementThatNoGoalKnows(@InjectMojo(goal = "benchmark", pom = DEFAULTS) BenchmarkMojo mojo)
      throws Exception {
    Plugin plugin = new Plugin();
    plugin.setConfiguration(configuration("<epoch>9</epoch>"));
    when(mojo.project.getPlugin(anyString())).thenReturn(plugin);

    assertRefused(
        mojo,
        "",
        "<epoch> in the <configuration> is '9', and there is no such parameter; did you mean one "
            + "of these: epochs?");
  }

  @Test
  void elementOfAnExecutionThatNoGoalKnows(
      @InjectMojo(goal = "benchmark", pom = DEFAULTS) BenchmarkMojo mojo) throws Exception {
    PluginExecution execution = new PluginExecution();
    execution.setConfiguration(configuration("<gate><metric>speedup</metric></gate>"));
    Plugin plugin = new Plugin();
    plugin.addExecution(execution);
    when(mojo.project.getPlugin(anyString())).thenReturn(plugin);

    assertRefused(
        mojo,
        "",
        "<gate> in the <configuration> of an execution is '<metric>...', and there is no such "
            + "parameter; did you mean one of these: gates?");
  }

  static Stream<Arguments> refusedByMaven() {
    return Stream.of(
        Arguments.of("<epochs>three</epochs>", "Cannot convert 'three' to int"),
        Arguments.of("<seed>1.5</seed>", "Cannot convert '1.5' to long"),
        Arguments.of(
            "<dataset><folder>data</folder></dataset>",
            "Cannot find 'folder' in class io.edge4j.maven.mojo.DatasetConfiguration"));
  }

  @ParameterizedTest
  @MethodSource
  void refusedByMaven(
      String elements,
      String message,
      @InjectMojo(goal = "benchmark", pom = DEFAULTS) BenchmarkMojo mojo) {
    assertThatThrownBy(() -> configure(mojo, elements))
        .isInstanceOf(ComponentConfigurationException.class)
        .hasMessage(message);
  }

  private void assertRefused(BenchmarkMojo mojo, String elements, String message) throws Exception {
    configure(mojo, elements);

    assertThatThrownBy(mojo::execute)
        .isInstanceOf(MojoExecutionException.class)
        .hasMessage(message);
    verifyNoInteractions(resolver);
  }

  /** The elements that Maven makes of properties: each parameter knows the name of its own. */
  private String elements(String arguments, BenchmarkMojo mojo) {
    StringBuilder elements = new StringBuilder();
    for (String argument : List.of(arguments.split(" ", -1))) {
      int equals = argument.indexOf('=');
      String property = argument.substring("-D".length(), equals);
      session.getUserProperties().setProperty(property, argument.substring(equals + 1));
      String expression = "${" + property + "}";
      String parameter =
          mojo.plugin.getMojo("benchmark").getParameters().stream()
              .filter(known -> expression.equals(known.getExpression()))
              .findFirst()
              .orElseThrow()
              .getName();
      elements.append("<" + parameter + ">" + expression + "</" + parameter + ">");
    }
    return elements.toString();
  }

  private void configure(BenchmarkMojo mojo, String elements) throws Exception {
    new BasicComponentConfigurator()
        .configureComponent(
            mojo,
            new XmlPlexusConfiguration(configuration(elements)),
            new PluginParameterExpressionEvaluator(session, execution),
            null);
  }

  private static Xpp3Dom configuration(String elements) throws XmlPullParserException, IOException {
    return Xpp3DomBuilder.build(
        new StringReader("<configuration>" + elements + "</configuration>"));
  }

  private static String gate(String elements) {
    return "<gates><gate>" + elements + "</gate></gates>";
  }

  private static File inBasedir(String name) {
    return new File(MojoExtension.getBasedir(), name).getAbsoluteFile();
  }
}

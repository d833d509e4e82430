package io.edge4j.maven.mojo;

import io.edge4j.maven.dataset.DatasetSpec;
import io.edge4j.maven.device.Device;
import io.edge4j.maven.pipeline.Goal;
import io.edge4j.maven.quantize.BlockwiseOptions;
import io.edge4j.maven.quantize.ModelIdentity;
import io.edge4j.maven.quantize.NodeSelection;
import io.edge4j.maven.quantize.QuantizationOptions;
import io.edge4j.maven.quantize.QuantizationRequest;
import io.edge4j.maven.quantize.RecipeChoice;
import io.edge4j.maven.quantize.TimingDevice;
import io.edge4j.maven.stage.StageException;
import io.edge4j.model.ModelFiles;
import io.edge4j.model.signature.SigningKey;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Makes the model small: int8 weights where they pay. Trains and exports first where that is not up
 * to date, or takes {@code onnxModel}. Leaves {@code <modelName>-optimized.onnx} and {@code
 * quantize.json} in {@code target/edge}, lays the model into the module's resources as {@code
 * META-INF/edge/<modelName>.onnx}, and attaches it as {@code onnx} with classifier {@code
 * optimized} and as a {@code jar} with classifier {@code model} that another build can depend on.
 *
 * @since 0.1.0
 */
@Mojo(name = "quantize", defaultPhase = LifecyclePhase.PROCESS_CLASSES, threadSafe = true)
public class QuantizeMojo extends ExportMojo {
  private static final String SIGNING_KEY = "EDGE_SIGNING_KEY";

  /**
   * How the model is quantized. {@code dynamic}: the weights of fully connected layers in int8,
   * convolutions as they are; needs no data. {@code blockwise}: the same weights in blocks, each
   * with a scale of its own, for ONNX Runtime only; samples of a batch leave each other's answers
   * alone, so that they run together. {@code static}: convolutions and what lies between them too,
   * with ranges measured on training samples. {@code fp32}: as it is. {@code fp16}: all weights
   * stored in half the room, computed with as in fp32. {@code auto}: the fastest of these and fp32
   * that loses no more accuracy than {@code maxAccuracyLoss}. For example:
   *
   * <pre>{@code <recipe>dynamic</recipe>}</pre>
   *
   * @since 0.1.0
   */
  @Parameter(property = "edge.recipe", defaultValue = "dynamic")
  String recipe;

  /**
   * Which nodes may be quantized; all unless given. For example all but the last layer:
   *
   * <pre>{@code
   * <nodes>
   *   <exclude>
   *     <pattern>*classifier*</pattern>
   *   </exclude>
   * </nodes>
   * }</pre>
   *
   * @since 0.1.0
   */
  @Parameter @Nullable NodesConfiguration nodes;

  /**
   * Whether a weight gets a scale for each output channel, where its rank allows, instead of one
   * for all: more accurate, and hardly larger. For example:
   *
   * <pre>{@code <perChannel>false</perChannel>}</pre>
   *
   * @since 0.1.0
   */
  @Parameter(property = "edge.perChannel", defaultValue = "true")
  boolean perChannel;

  /**
   * The processor that the model is for, which sets how recipes {@code dynamic}, {@code blockwise}
   * and {@code static} write integers: {@code x86-avx2} for x86 without VNNI, whose sums saturate
   * unless weights stay within 64 on either side of zero; {@code x86-vnni}; {@code arm64}; or
   * {@code this-machine}, where Linux tells what the processor has. Name one, and the model is the
   * same wherever it is built. The log and {@code quantize.json} say what was set and why. Accuracy
   * is measured where the build runs. For example:
   *
   * <pre>{@code <target>x86-avx2</target>}</pre>
   *
   * @since 0.1.0
   */
  @Parameter(property = "edge.target", defaultValue = "this-machine")
  String target;

  /**
   * Whether int8 weights stay within 64 on either side of zero, whatever {@code target} would set.
   * For example:
   *
   * <pre>{@code <reduceRange>true</reduceRange>}</pre>
   *
   * @since 0.1.0
   */
  @Parameter(property = "edge.reduceRange")
  @Nullable Boolean reduceRange;

  /**
   * How many values of a weight share a scale in recipe {@code blockwise}: 16, 32, 64, 128 or 256.
   * Smaller blocks are more accurate and take more room. For example:
   *
   * <pre>{@code <blockSize>64</blockSize>}</pre>
   *
   * @since 0.1.0
   */
  @Parameter(property = "edge.blockSize", defaultValue = "128")
  int blockSize;

  /**
   * How many bits a weight has in recipe {@code blockwise}: 8, or 4 for a file of about half the
   * size and an error about ten times as large. With 4 bits, blocks of 32 are better than larger
   * ones. For example:
   *
   * <pre>{@code
   * <bits>4</bits>
   * <blockSize>32</blockSize>
   * }</pre>
   *
   * @since 0.1.0
   */
  @Parameter(property = "edge.bits", defaultValue = "8")
  int bits;

  /**
   * How recipes {@code static} and {@code auto} find the range of an activation: {@code min-max},
   * {@code percentile} or {@code entropy}; or {@code best}, which tries all three and takes the one
   * with the smallest error on samples of the training split that the ranges were not measured on.
   * For example:
   *
   * <pre>{@code <calibration>best</calibration>}</pre>
   *
   * @since 0.1.0
   */
  @Parameter(property = "edge.calibration", defaultValue = "min-max")
  String calibration;

  /**
   * How many training samples the ranges are measured on. For example:
   *
   * <pre>{@code <calibrationSamples>256</calibrationSamples>}</pre>
   *
   * @since 0.1.0
   */
  @Parameter(property = "edge.calibrationSamples", defaultValue = "128")
  int calibrationSamples;

  /**
   * Whether recipe {@code static} leaves the first and the last layer in fp32. For example:
   *
   * <pre>{@code <keepFirstAndLast>true</keepFirstAndLast>}</pre>
   *
   * @since 0.1.0
   */
  @Parameter(property = "edge.keepFirstAndLast", defaultValue = "false")
  boolean keepFirstAndLast;

  /**
   * How much accuracy recipe {@code auto} may lose, as a share of the validation samples, which it
   * takes from the training split; where samples have values to predict, as a share of the variance
   * of those values. For example:
   *
   * <pre>{@code <maxAccuracyLoss>0.01</maxAccuracyLoss>}</pre>
   *
   * @since 0.1.0
   */
  @Parameter(property = "edge.maxAccuracyLoss", defaultValue = "0.005")
  double maxAccuracyLoss;

  /**
   * How much recipe {@code auto} may lose where there are no labels: the error of the worst output
   * against fp32, relative to fp32's values. A model whose outputs are vectors is judged by their
   * cosine to fp32, which may then be {@code 1 - maxRelativeError² / 2} or more: 0.98 by default.
   * For example:
   *
   * <pre>{@code <maxRelativeError>0.05</maxRelativeError>}</pre>
   *
   * @since 0.1.0
   */
  @Parameter(property = "edge.maxRelativeError", defaultValue = "0.2")
  double maxRelativeError;

  /**
   * Whether weights that the model also lists as inputs become constants, so that they can be
   * quantized. Old exporters listed all of them without meaning it; say {@code false} when callers
   * of the model do replace some:
   *
   * <pre>{@code <freezeInitializers>false</freezeInitializers>}</pre>
   *
   * @since 0.1.0
   */
  @Parameter(property = "edge.freezeInitializers", defaultValue = "true")
  boolean freezeInitializers;

  /**
   * File of a private key that the optimized model is signed with, after the OpenSSF Model Signing
   * specification v1.0: PEM, PKCS #8, not encrypted, on curve P-256, P-384 or P-521. The
   * environment variable {@code EDGE_SIGNING_KEY} can hold the text of the key instead. The
   * signature lies beside the model in {@code target/edge}, in the model's jar and among the
   * module's resources, and is attached as {@code onnx.sig} with classifier {@code optimized}.
   * Without a key nothing is signed. For example:
   *
   * <pre>{@code <signingKey>/run/secrets/model-key.pem</signingKey>}</pre>
   *
   * @since 0.1.0
   */
  @Parameter(property = "edge.signingKey")
  @Nullable File signingKey;

  /**
   * Machines that measure besides this one: every figure of theirs is measured there, with their
   * Java, and each has a report of its own, {@code benchmark-NAME.json}, {@code .md} and {@code
   * .html}. Gates may name one. Recipe {@code auto} chooses by the times of the first one instead
   * of this machine's. For example:
   *
   * <pre>{@code
   * <devices>
   *   <device>
   *     <name>pi</name>
   *     <launcher>ssh -oBatchMode=yes pi@192.0.2.7</launcher>
   *     <javaArguments>
   *       <javaArgument>-Xms128m</javaArgument>
   *       <javaArgument>-Xmx128m</javaArgument>
   *     </javaArguments>
   *   </device>
   * </devices>
   * }</pre>
   *
   * @since 0.1.0
   */
  @Parameter List<DeviceConfiguration> devices = List.of();

  /**
   * Short for a device called {@code device}: the command that runs {@code sh} there. For example:
   *
   * <pre>{@code mvn edge:benchmark -Dedge.device='ssh -oBatchMode=yes pi@192.0.2.7'}</pre>
   *
   * @since 0.1.0
   */
  @Parameter(property = "edge.device")
  @Nullable String device;

  /**
   * Whether a device that cannot be reached fails the build; otherwise its gates are not measured,
   * recipe {@code auto} chooses by the times of this machine, and that is a warning. For example:
   *
   * <pre>{@code <failOnUnreachableDevice>false</failOnUnreachableDevice>}</pre>
   *
   * @since 0.1.0
   */
  @Parameter(property = "edge.failOnUnreachableDevice", defaultValue = "true")
  boolean failOnUnreachableDevice;

  @Inject
  QuantizeMojo(MavenServices maven) {
    super(maven);
  }

  @Override
  Goal goal() {
    return Goal.QUANTIZE;
  }

  @Override
  void deliver() throws StageException, IOException {
    super.deliver();
    boolean signed = workspace().sign(signingKey());
    if (!"pom".equals(project.getPackaging())) {
      workspace().layModelInto(Path.of(project.getBuild().getOutputDirectory()));
    }
    ModelFiles model = workspace().optimizedFiles();
    if (model.isOneFile()) {
      attach("onnx", "optimized", model.model());
      attach("jar", "model", workspace().modelJar());
      if (signed) {
        attach("onnx.sig", "optimized", workspace().signature());
      }
    } else {
      getLog().warn(UndeliveredModel.message(model));
    }
  }

  /** That of the pom, or else that of the environment. */
  private Optional<SigningKey> signingKey() throws StageException {
    if (signingKey == null) {
      String text = System.getenv(SIGNING_KEY);
      return text == null
          ? Optional.empty()
          : Optional.of(signingKey("The environment variable " + SIGNING_KEY, text));
    }
    String parameter = "<signingKey> (edge.signingKey) is " + signingKey + ", which";
    try {
      return Optional.of(
          signingKey(parameter, Files.readString(signingKey.toPath(), StandardCharsets.US_ASCII)));
    } catch (IOException e) {
      throw new StageException(parameter + " cannot be read: " + e, e);
    }
  }

  private static SigningKey signingKey(String origin, String pem) throws StageException {
    try {
      return SigningKey.parse(pem);
    } catch (IllegalArgumentException e) {
      throw new StageException(origin + " holds no key to sign with: " + e.getMessage(), e);
    }
  }

  @Override
  final QuantizationRequest quantizationRequest(Path fp32, @Nullable DatasetSpec samples)
      throws StageException {
    // Before minutes are spent on a model that could not be signed.
    signingKey();
    List<Device> devices = checkedDevices();
    RecipeChoice choice = RecipeChoice.of(recipe);
    QuantizationRequest request = asked(choice, fp32, samples);
    return devices.isEmpty() || !choice.equals(RecipeChoice.AUTO)
        ? request
        : request.timedOn(new TimingDevice(devices.get(0), failOnUnreachableDevice));
  }

  private QuantizationRequest asked(RecipeChoice choice, Path fp32, @Nullable DatasetSpec samples)
      throws StageException {
    return new QuantizationRequest(
        fp32,
        workspace().optimized(),
        inputSettings(),
        samples,
        choice,
        1,
        new ModelIdentity(modelName, project.getVersion(), labels, producer()),
        workspace().quantizationReport(),
        new QuantizationOptions(
            nodes == null ? NodeSelection.ALL : nodes.selection(),
            perChannel,
            reduceRange,
            target,
            calibration,
            calibrationSamples,
            keepFirstAndLast,
            maxAccuracyLoss,
            maxRelativeError,
            freezeInitializers,
            new BlockwiseOptions(blockSize, bits)));
  }

  /**
   * The devices of the pom and of the command line, which comes first.
   *
   * @throws StageException naming the parameter, its value and the way out
   */
  final List<Device> checkedDevices() throws StageException {
    List<Device> all = new ArrayList<>();
    if (device != null) {
      all.add(Device.launchedBy(device));
    }
    devices.forEach(one -> all.add(one.device()));
    List<String> names = new ArrayList<>();
    for (Device one : all) {
      one.validate("<devices>, device " + (names.size() + 1), names);
      names.add(one.name());
    }
    return all;
  }
}

package io.edge4j.maven.mojo;

import io.edge4j.maven.benchmark.BenchmarkRequest;
import io.edge4j.maven.dataset.DatasetSpec;
import io.edge4j.maven.export.ExportOptions;
import io.edge4j.maven.inputs.InputSettings;
import io.edge4j.maven.pipeline.BroughtModel;
import io.edge4j.maven.pipeline.EdgeConfiguration;
import io.edge4j.maven.pipeline.Goal;
import io.edge4j.maven.pipeline.HistoryQuery;
import io.edge4j.maven.pipeline.ModelArtifacts;
import io.edge4j.maven.pipeline.Pipeline;
import io.edge4j.maven.pipeline.ReleaseQuery;
import io.edge4j.maven.quantize.QuantizationRequest;
import io.edge4j.maven.stage.StageException;
import io.edge4j.maven.train.InitialWeights;
import io.edge4j.maven.train.TrainingOptions;
import io.edge4j.maven.train.TrainingRequest;
import io.edge4j.maven.worker.WorkerException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.inject.Inject;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Trains a model with PyTorch in a JVM of its own. Leaves weights and {@code training.json} in
 * {@code target/edge/train}. Skipped while nothing that the weights depend on has changed.
 *
 * @since 0.1.0
 */
@Mojo(name = "train", defaultPhase = LifecyclePhase.PROCESS_CLASSES, threadSafe = true)
public class TrainMojo extends EdgeMojo {
  private static final String DEFAULT_DATASET = "garments";
  private static final String DEFAULT_ARCHITECTURE = "small-cnn";

  /**
   * The data to train and test with; without any, {@code garments}: synthetic images, drawn by the
   * plugin. The page {@code docs/train.md} has all types and their parameters, and so has the error
   * for one that does not exist. For example:
   *
   * <pre>{@code
   * <dataset>
   *   <type>fashion-mnist</type>
   *   <directory>src/data/fashion-mnist</directory>
   * </dataset>
   * }</pre>
   *
   * <pre>{@code
   * <dataset>
   *   <type>images</type>
   *   <directory>src/data/leaves</directory>
   *   <parameters>
   *     <width>32</width>
   *     <height>32</height>
   *   </parameters>
   * </dataset>
   * }</pre>
   *
   * {@code class} is a class of this project that is a DJL {@code Dataset}:
   *
   * <pre>{@code
   * <dataset>
   *   <type>class</type>
   *   <parameters>
   *     <className>com.example.Rings</className>
   *   </parameters>
   * </dataset>
   * }</pre>
   *
   * @since 0.1.0
   */
  @Parameter @Nullable DatasetConfiguration dataset;

  /**
   * Short for {@code dataset/type}, for the command line; what the pom says in {@code <dataset>}
   * wins. For example:
   *
   * <pre>{@code mvn edge:train -Dedge.dataset=garments}</pre>
   *
   * @since 0.1.0
   */
  @Parameter(property = "edge.dataset")
  @Nullable String datasetType;

  /**
   * Short for {@code dataset/directory}, for the command line; what the pom says in {@code
   * <dataset>} wins. For example:
   *
   * <pre>{@code mvn edge:train -Dedge.dataset=idx -Dedge.dataset.directory=data/mnist}</pre>
   *
   * @since 0.1.0
   */
  @Parameter(property = "edge.dataset.directory")
  @Nullable File datasetDirectory;

  /**
   * A network that the plugin knows; {@code small-cnn} when neither this nor {@code blockFactory}
   * is given. For example:
   *
   * <pre>{@code <architecture>small-cnn</architecture>}</pre>
   *
   * @since 0.1.0
   */
  @Parameter(property = "edge.architecture")
  @Nullable String architecture;

  /**
   * A class of this project that implements {@code ai.djl.nn.BlockFactory}: your own network,
   * instead of {@code architecture}. For example:
   *
   * <pre>{@code <blockFactory>com.example.MyNetwork</blockFactory>}</pre>
   *
   * @since 0.1.0
   */
  @Parameter(property = "edge.blockFactory")
  @Nullable String blockFactory;

  /**
   * What the architecture takes, by name; a block factory gets them as its arguments. For example:
   *
   * <pre>{@code
   * <architecture>mlp</architecture>
   * <architectureParameters>
   *   <hidden>128,64</hidden>
   * </architectureParameters>
   * }</pre>
   *
   * @since 0.1.0
   */
  @Parameter Map<String, String> architectureParameters = Map.of();

  /**
   * How often training goes through all training samples. For example:
   *
   * <pre>{@code <epochs>5</epochs>}</pre>
   *
   * @since 0.1.0
   */
  @Parameter(property = "edge.epochs", defaultValue = "3")
  int epochs;

  /**
   * Samples in one step of training. For example:
   *
   * <pre>{@code <batchSize>128</batchSize>}</pre>
   *
   * @since 0.1.0
   */
  @Parameter(property = "edge.batchSize", defaultValue = "64")
  int batchSize;

  /**
   * Step size of the Adam optimizer. For example:
   *
   * <pre>{@code <learningRate>0.0005</learningRate>}</pre>
   *
   * @since 0.1.0
   */
  @Parameter(property = "edge.learningRate", defaultValue = "0.001")
  double learningRate;

  /**
   * How the learning rate goes over a training: {@code constant}, or a schedule by which it goes
   * down. For example:
   *
   * <pre>{@code <learningRateSchedule>constant</learningRateSchedule>}</pre>
   *
   * @since 0.1.0
   */
  @Parameter(property = "edge.learningRateSchedule", defaultValue = "linear")
  String learningRateSchedule;

  /**
   * The share of the training samples that is kept aside to choose the best epoch by. The test
   * samples are never chosen by. For example:
   *
   * <pre>{@code <validationShare>0.1</validationShare>}</pre>
   *
   * @since 0.1.0
   */
  @Parameter(property = "edge.validationShare", defaultValue = "0")
  double validationShare;

  /**
   * Ends the training early when the validation loss has not fallen for so many epochs; 0 never
   * does. Needs {@code validationShare}. For example:
   *
   * <pre>{@code <patience>3</patience>}</pre>
   *
   * @since 0.1.0
   */
  @Parameter(property = "edge.patience", defaultValue = "0")
  int patience;

  /**
   * AdamW's weight decay: every step takes this share of the weights away, times its learning rate.
   * Biases and normalizations do not decay. 0 is plain Adam. For example:
   *
   * <pre>{@code <weightDecay>0.01</weightDecay>}</pre>
   *
   * @since 0.1.0
   */
  @Parameter(property = "edge.weightDecay", defaultValue = "0")
  double weightDecay;

  /**
   * How much each class counts in the loss: {@code none}, every sample the same, or {@code
   * balanced}, every class the same, however few samples it has. For example:
   *
   * <pre>{@code <classWeights>balanced</classWeights>}</pre>
   *
   * @since 0.1.0
   */
  @Parameter(property = "edge.classWeights", defaultValue = "none")
  String classWeights;

  /**
   * How images are changed before the network learns from them, drawn anew for each image and
   * epoch: {@code flip} ({@code horizontal}, {@code vertical}, {@code both}), {@code shift} by at
   * most a share of the image, {@code crop} to at least a share of each side, {@code rotation} by
   * at most so many degrees. Nothing is changed by default, and test images never are. For example:
   *
   * <pre>{@code
   * <augmentation>
   *   <flip>horizontal</flip>
   *   <shift>0.1</shift>
   *   <crop>0.9</crop>
   *   <rotation>10</rotation>
   * </augmentation>
   * }</pre>
   *
   * @since 0.1.0
   */
  @Parameter AugmentationConfiguration augmentation = new AugmentationConfiguration();

  /**
   * Weights that others trained, to start from instead of random ones: {@code file} is a
   * safetensors file, a {@code .params} file of DJL, or an artifact with one; {@code mapping} says
   * which name in the file is which of the network; {@code freeze} names what training leaves as it
   * is. The log and {@code training.json} say what matched and what did not. For example:
   *
   * <pre>{@code
   * <initialWeights>
   *   <file>src/model/backbone.safetensors</file>
   *   <mapping>
   *     <rule>conv1.* = 01Conv2d_*</rule>
   *     <rule>fc.* =</rule>
   *   </mapping>
   *   <freeze>
   *     <parameters>01Conv2d_*</parameters>
   *   </freeze>
   * </initialWeights>
   * }</pre>
   *
   * @since 0.1.0
   */
  @Parameter @Nullable InitialWeightsConfiguration initialWeights;

  /**
   * Where every random choice starts: drawn data, first weights, order of samples. The same seed
   * gives the same model, byte for byte, on one machine. For example:
   *
   * <pre>{@code <seed>7</seed>}</pre>
   *
   * @since 0.1.0
   */
  @Parameter(property = "edge.seed", defaultValue = "42")
  long seed;

  /**
   * Threads that PyTorch trains with. Weights depend on it in their last bits, so the default is
   * the same on every machine. For example:
   *
   * <pre>{@code <trainingThreads>4</trainingThreads>}</pre>
   *
   * @since 0.1.0
   */
  @Parameter(property = "edge.trainingThreads", defaultValue = "2")
  int trainingThreads;

  /**
   * What PyTorch trains on: {@code cpu}, or {@code cuda} for the first GPU of NVIDIA in a machine
   * with Linux or Windows on x86-64. The GPU's own natives are resolved then, which are large;
   * refused where there is no driver. All other goals stay on the CPU. For example:
   *
   * <pre>{@code <trainingDevice>cuda</trainingDevice>}</pre>
   *
   * @since 0.1.0
   */
  @Parameter(property = "edge.trainingDevice", defaultValue = "cpu")
  String trainingDevice;

  /**
   * A model that was trained elsewhere: train and export have nothing to do then, and PyTorch is
   * not even resolved. An ONNX file, or an artifact, {@code
   * groupId:artifactId:version[:classifier]:onnx}. For example:
   *
   * <pre>{@code <onnxModel>src/model/classifier.onnx</onnxModel>}</pre>
   *
   * <pre>{@code <onnxModel>com.example:classifier:1.4.0:fp32:onnx</onnxModel>}</pre>
   *
   * @since 0.1.0
   */
  @Parameter(property = "edge.onnxModel")
  @Nullable String onnxModel;

  /**
   * Sizes of the dimensions that {@link #onnxModel} leaves open, by their symbols. Several sizes
   * are separated by commas. Dimensions that are not named here get a size that is guessed, and the
   * log and the reports say so. For example:
   *
   * <pre>{@code
   * <dimensions>
   *   <batch>1</batch>
   *   <sequence>128</sequence>
   * </dimensions>
   * }</pre>
   *
   * @since 0.1.0
   */
  @Parameter Map<String, String> dimensions = Map.of();

  /**
   * What is known of the inputs of {@link #onnxModel}: {@code shape}, the values to draw where
   * there is no dataset ({@code range} or {@code fill}), and for images {@code layout}, {@code
   * scale}, {@code mean}, {@code std}, {@code channelOrder} and {@code resize}. For example token
   * ids, a mask of ones and an image:
   *
   * <pre>{@code
   * <inputs>
   *   <input>
   *     <name>input_ids</name>
   *     <range>0,30521</range>
   *   </input>
   *   <input>
   *     <name>attention_mask</name>
   *     <fill>1</fill>
   *   </input>
   *   <input>
   *     <name>pixels</name>
   *     <shape>1,3,320,320</shape>
   *     <layout>CHW</layout>
   *     <scale>0.00392156862745098</scale>
   *     <mean>0.485,0.456,0.406</mean>
   *     <std>0.229,0.224,0.225</std>
   *   </input>
   * </inputs>
   * }</pre>
   *
   * @since 0.1.0
   */
  @Parameter List<InputConfiguration> inputs = List.of();

  /**
   * Names of the classes of {@link #onnxModel}, in the order of its output. They travel in the
   * optimized model, so that predictions have them; without them, those of the dataset or of the
   * model itself do. For example:
   *
   * <pre>{@code
   * <labels>
   *   <label>cat</label>
   *   <label>dog</label>
   * </labels>
   * }</pre>
   *
   * @since 0.1.0
   */
  @Parameter(property = "edge.labels")
  List<String> labels = List.of();

  @Inject
  TrainMojo(MavenServices maven) {
    super(maven);
  }

  @Override
  void run()
      throws StageException,
          WorkerException,
          IOException,
          InterruptedException,
          MojoFailureException {
    pipeline().prepare(goal());
    deliver();
  }

  Goal goal() {
    return Goal.TRAIN;
  }

  /** Hands the results on to the build. */
  void deliver() throws StageException, IOException {}

  final Pipeline pipeline() throws StageException, IOException {
    checkElements();
    EdgeConfiguration configuration = configuration();
    configuration.check(goal());
    claimOutputDirectory();
    return new Pipeline(
        configuration, workers(), releases(), stagesThatRan(), producer(), progress());
  }

  final EdgeConfiguration configuration() throws StageException, IOException {
    Path brought = onnxModel == null ? null : broughtAlong(onnxModel);
    DatasetSpec asked =
        brought == null
            ? datasetSpec()
            : new BroughtModel(brought, inputSettings(), labels).completed(datasetSpec());
    DatasetSpec samples = workspace().samples(asked, brought == null);
    return new EdgeConfiguration(
        workspace(),
        project.getVersion(),
        project.getBasedir().toPath(),
        asked,
        brought == null ? trainingRequest(Objects.requireNonNull(samples)) : null,
        exportOptions(),
        brought,
        inputSettings(),
        labels,
        quantizationRequest(brought == null ? workspace().fp32() : brought, samples),
        benchmarkRequest(samples),
        baselineQuery(),
        historyQuery(),
        session.isOffline(),
        force);
  }

  final InputSettings inputSettings() {
    return new InputSettings(dimensions, inputs.stream().map(InputConfiguration::setting).toList());
  }

  private Path broughtAlong(String model) throws StageException {
    if (architecture != null || blockFactory != null) {
      throw new StageException(
          "<onnxModel> (edge.onnxModel) is '"
              + model
              + "', which is not trained, and "
              + (architecture == null
                  ? "<blockFactory> (edge.blockFactory) is '" + blockFactory
                  : "<architecture> (edge.architecture) is '" + architecture)
              + "', which is; remove one of them");
    }
    return ModelArtifacts.areCoordinates(model)
        ? modelArtifacts().resolve("<onnxModel> (edge.onnxModel)", model)
        : project.getBasedir().toPath().resolve(model);
  }

  private @Nullable InitialWeights initialWeights() throws StageException {
    if (initialWeights == null) {
      return null;
    }
    String file = initialWeights.file;
    if (file == null) {
      throw new StageException(
          "<file> of <initialWeights> is missing; name a .safetensors or .params file, or an artifact such as com.example:backbone:1.0:safetensors");
    }
    return new InitialWeights(
        ModelArtifacts.areCoordinates(file)
            ? modelArtifacts().resolve("<file> of <initialWeights>", file)
            : project.getBasedir().toPath().resolve(file),
        initialWeights.mapping,
        initialWeights.freeze);
  }

  private TrainingRequest trainingRequest(DatasetSpec samples) throws StageException {
    return new TrainingRequest(
        samples,
        architecture == null && blockFactory == null ? DEFAULT_ARCHITECTURE : architecture,
        blockFactory,
        epochs,
        batchSize,
        learningRate,
        seed,
        trainingThreads,
        workspace().train(),
        architectureParameters,
        new TrainingOptions(
            validationShare,
            patience,
            learningRateSchedule,
            weightDecay,
            classWeights,
            augmentation.augmentation(),
            initialWeights(),
            trainingDevice));
  }

  /** A model that was brought along has no data unless the pom names some. */
  private @Nullable DatasetSpec datasetSpec() throws StageException {
    String type = dataset != null && dataset.type != null ? dataset.type : datasetType;
    File folder =
        dataset != null && dataset.directory != null ? dataset.directory : datasetDirectory;
    if (type == null && onnxModel != null) {
      return null;
    }
    return new DatasetSpec(
        type == null ? DEFAULT_DATASET : type,
        folder == null ? null : DatasetSpec.directory(folder),
        seed,
        dataset == null ? Map.of() : dataset.parameters);
  }

  /** What goals beyond this one configure; null where a goal does not go as far. */
  @Nullable ExportOptions exportOptions() {
    return null;
  }

  @Nullable QuantizationRequest quantizationRequest(Path fp32, @Nullable DatasetSpec samples)
      throws StageException {
    return null;
  }

  @Nullable BenchmarkRequest benchmarkRequest(@Nullable DatasetSpec samples) throws StageException {
    return null;
  }

  @Nullable ReleaseQuery baselineQuery() {
    return null;
  }

  /** Null for a goal that does not measure. */
  @Nullable HistoryQuery historyQuery() {
    return null;
  }
}

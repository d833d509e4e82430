package io.edge4j.maven.train;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import io.edge4j.maven.stage.StageException;
import io.edge4j.maven.stage.WholeFile;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/**
 * A DJL model with its block, on PyTorch's engine. The block takes and gives raw numbers; the
 * network inside it has the weights. Closing it frees them.
 */
public final class TrainedModel implements AutoCloseable {
  static final String ENGINE = "PyTorch";
  private static final String DJL_NAME = "model";

  /** DJL's own name for it, so that {@code Model.load(directory, "model")} finds it too. */
  static final String WEIGHTS = DJL_NAME + "-0000.params";

  private final Model model;
  private final Block network;

  private TrainedModel(Model model, Block network) {
    this.model = model;
    this.network = network;
  }

  /**
   * Builds the block and fills it from a file that {@link TrainingStage} wrote.
   *
   * @throws StageException when the block cannot be built or the weights are not its own
   * @throws IOException when the file cannot be read
   */
  public static TrainedModel load(BlockSpec spec, Path weights) throws StageException, IOException {
    TrainedModel trained =
        unfilled(spec, weights.toAbsolutePath().resolveSibling(""), Device.cpu());
    try (InputStream in = new BufferedInputStream(Files.newInputStream(weights))) {
      trained.model.load(in, Map.of());
      return trained;
    } catch (NoSuchFileException e) {
      trained.close();
      throw new StageException("The weights " + weights + " are missing; run edge:train first.", e);
    } catch (MalformedModelException | IOException | RuntimeException e) {
      trained.close();
      throw new StageException(
          "The weights %s are not those of %s, or are damaged; delete the file and run edge:train again. (%s)"
              .formatted(weights, spec.networkName(), e.getMessage()),
          e);
    }
  }

  /** Builds the block and gives it first weights from the engine's random numbers. */
  static TrainedModel initialized(BlockSpec spec, Path directory, Device device)
      throws StageException {
    TrainedModel trained = unfilled(spec, directory, device);
    Shape input = inputShape(spec);
    try {
      trained.network.initialize(trained.model.getNDManager(), DataType.FLOAT32, input);
      Shape[] outputs = trained.network.getOutputShapes(new Shape[] {input});
      Shape expected = new Shape(1, spec.classes());
      if (outputs.length != 1 || !outputs[0].equals(expected)) {
        throw new StageException(
            "%s turns an input of shape %s into %s, but the dataset asks for %d outputs, so %s is needed; change the network's last layer."
                .formatted(
                    spec.networkName(),
                    input,
                    java.util.Arrays.toString(outputs),
                    spec.classes(),
                    expected));
      }
      return trained;
    } catch (StageException e) {
      trained.close();
      throw e;
    } catch (RuntimeException e) {
      trained.close();
      throw new StageException(
          "%s does not take the dataset's samples of shape %s: %s"
              .formatted(spec.networkName(), spec.inputShape(), e.getMessage()),
          e);
    }
  }

  private static TrainedModel unfilled(BlockSpec spec, Path directory, Device device)
      throws StageException {
    Model model = Model.newInstance(DJL_NAME, device, ENGINE);
    try {
      Block network = Blocks.of(spec, model, directory);
      model.setBlock(RawValuesBlock.around(network, spec.standardisation(), model.getNDManager()));
      return new TrainedModel(model, network);
    } catch (StageException | RuntimeException e) {
      model.close();
      throw e;
    }
  }

  static Shape inputShape(BlockSpec spec) {
    return new Shape(1).addAll(new Shape(spec.inputShape()));
  }

  public Model model() {
    return model;
  }

  /** From raw samples to logits, or to values in the target's own unit. */
  public Block block() {
    return model.getBlock();
  }

  /** What learns, from standardised numbers where the model standardises. */
  Block network() {
    return network;
  }

  long parameterCount() {
    long count = 0;
    for (Parameter parameter : network.getParameters().values()) {
      count += parameter.getArray().size();
    }
    return count;
  }

  /** Writes DJL's parameter format. */
  void save(Path target) throws IOException {
    WholeFile.fill(
        target,
        temporary -> {
          Path folder = Files.createTempDirectory(temporary.toAbsolutePath().getParent(), ".djl");
          Path written = folder.resolve(WEIGHTS);
          try {
            model.save(folder, DJL_NAME);
            Files.move(written, temporary, StandardCopyOption.REPLACE_EXISTING);
          } finally {
            Files.deleteIfExists(written);
            Files.delete(folder);
          }
        });
  }

  @Override
  public void close() {
    model.close();
  }
}

package io.edge4j.maven.quantize.session;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import io.edge4j.maven.onnx.Model;
import io.edge4j.maven.onnx.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * What ONNX Runtime makes of a model by its own fusion. It tells that only by writing the model, so
 * a session that is opened anyway may be asked for it; otherwise a session is opened for nothing
 * else. The file goes with this object.
 */
public final class FusedModel implements AutoCloseable {
  private static final String WEIGHTS = "fused.data";

  private final Path folder;
  private final boolean besideWeights;

  /**
   * Makes room for the file.
   *
   * @param scratch where the file lies as long as it is needed
   * @param model the model, or the one that it was made of
   */
  public FusedModel(Path scratch, Model model) throws IOException {
    this.folder = Files.createTempDirectory(scratch, "fused");
    // ONNX Runtime 1.28 writes the initializers of a subgraph twice when weights lie beside.
    this.besideWeights = model.graphs().size() == 1;
  }

  private Path file() {
    return folder.resolve("fused.onnx");
  }

  /** Makes a session write its model, weights beside it: in one file they are copied twice. */
  void askOf(SessionOptions options) throws OrtException {
    options.setOptimizationLevel(OptLevel.EXTENDED_OPT);
    options.setOptimizedModelFilePath(file().toString());
    if (besideWeights) {
      options.addConfigEntry("session.optimized_model_external_initializers_file_name", WEIGHTS);
    }
  }

  /**
   * The operators with counts. Operators of other domains than ONNX's carry their domain.
   *
   * @param model the file whose operators are asked for
   */
  public Map<String, Long> operators(Path model) throws OrtException, IOException {
    if (!Files.exists(file())) {
      OrtModel.openLean(model, 1, this).close();
    }
    Map<String, Long> operators = new TreeMap<>();
    for (Node node : Model.read(file()).graph().nodes()) {
      String name = (node.domain().isEmpty() ? "" : node.domain() + ".") + node.opType();
      operators.merge(name, 1L, Long::sum);
    }
    return operators;
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(file());
    Files.deleteIfExists(folder.resolve(WEIGHTS));
    Files.delete(folder);
  }
}

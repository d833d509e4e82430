package io.edge4j.maven.mojo;

import io.edge4j.maven.export.ExportOptions;
import io.edge4j.maven.pipeline.Goal;
import io.edge4j.maven.stage.StageException;
import java.io.IOException;
import java.nio.file.Files;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Exports the trained model to ONNX and proves that ONNX Runtime computes what PyTorch computes.
 * Trains first where that is not up to date. Leaves {@code <modelName>-fp32.onnx} and {@code
 * export.json} in {@code target/edge} and attaches the model as {@code onnx} with classifier {@code
 * fp32}.
 *
 * @since 0.1.0
 */
@Mojo(name = "export", defaultPhase = LifecyclePhase.PROCESS_CLASSES, threadSafe = true)
public class ExportMojo extends TrainMojo {
  /**
   * Version of the ONNX operator set. For example:
   *
   * <pre>{@code <opset>17</opset>}</pre>
   *
   * @since 0.1.0
   */
  @Parameter(property = "edge.opset", defaultValue = "17")
  int opset;

  /**
   * The largest difference between an output of PyTorch and the same of ONNX Runtime, over 256 real
   * samples, with which the export passes: a share of the largest output. For example:
   *
   * <pre>{@code <exportTolerance>0.0001</exportTolerance>}</pre>
   *
   * @since 0.1.0
   */
  @Parameter(property = "edge.exportTolerance", defaultValue = "0.0001")
  double exportTolerance;

  @Inject
  ExportMojo(MavenServices maven) {
    super(maven);
  }

  @Override
  Goal goal() {
    return Goal.EXPORT;
  }

  @Override
  void deliver() throws StageException, IOException {
    super.deliver();
    if (Files.exists(workspace().fp32())) {
      attach("onnx", "fp32", workspace().fp32());
    }
  }

  @Override
  final ExportOptions exportOptions() {
    return ExportOptions.named(modelName)
        .opset(opset)
        .tolerance(exportTolerance)
        .producer(producer());
  }
}

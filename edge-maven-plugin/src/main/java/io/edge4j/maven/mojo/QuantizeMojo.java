package io.edge4j.maven.mojo;

import io.edge4j.maven.pipeline.Goal;
import java.io.IOException;
import java.nio.file.Path;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Makes the model small: int8 weights where they pay. Trains and exports first where that is not up
 * to date, or takes {@code onnxModel}. Leaves {@code <modelName>-int8.onnx} and {@code
 * quantize.json} in {@code target/edge}, lays the model into the module's resources as {@code
 * META-INF/edge/<modelName>.onnx}, and attaches it as {@code onnx} with classifier {@code int8} and
 * as a {@code jar} with classifier {@code model} that another build can depend on.
 *
 * @since 0.1.0
 */
@Mojo(name = "quantize", defaultPhase = LifecyclePhase.PROCESS_CLASSES, threadSafe = true)
public class QuantizeMojo extends ExportMojo {

  /**
   * How the model is quantized. {@code dynamic}: the weights of fully connected layers in int8,
   * convolutions as they are. For example:
   *
   * <pre>{@code <recipe>dynamic</recipe>}</pre>
   *
   * @since 0.1.0
   */
  @Parameter(property = "edge.recipe", defaultValue = "dynamic")
  String recipe;

  @Inject
  QuantizeMojo(MavenServices maven) {
    super(maven);
  }

  @Override
  Goal goal() {
    return Goal.QUANTIZE;
  }

  @Override
  void deliver() throws IOException {
    super.deliver();
    attach("onnx", "int8", workspace().int8());
    attach("jar", "model", workspace().modelJar());
    if (!"pom".equals(project.getPackaging())) {
      workspace().layModelInto(Path.of(project.getBuild().getOutputDirectory()));
    }
  }

  @Override
  final String recipe() {
    return recipe;
  }
}

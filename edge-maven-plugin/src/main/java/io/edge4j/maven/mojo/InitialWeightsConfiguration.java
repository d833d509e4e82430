package io.edge4j.maven.mojo;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The pom's {@code <initialWeights>}: weights that others trained, to start from. */
public final class InitialWeightsConfiguration {
  /**
   * A {@code .safetensors} file, a {@code .params} file of DJL, or an artifact, {@code
   * groupId:artifactId:version[:classifier]:safetensors} (or {@code :params}).
   */
  @Nullable String file;

  /**
   * Rules from names in the file to names of the network's parameters, such as {@code conv1.* =
   * 01Conv2d_*}. Nothing behind the equals sign leaves a tensor out.
   */
  List<String> mapping = List.of();

  /** Parameters of the network that training leaves as they are, such as {@code 01Conv2d_*}. */
  List<String> freeze = List.of();
}

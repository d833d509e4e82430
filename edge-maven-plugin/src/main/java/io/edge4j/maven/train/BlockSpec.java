package io.edge4j.maven.train;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which network a weights file belongs to: enough to build the block again without its weights.
 *
 * @param architecture a preset of {@link Architecture}; null when {@code blockFactory} is given
 * @param blockFactory class name of the project's own {@code ai.djl.nn.BlockFactory}; null when
 *     {@code architecture} is given
 * @param inputShape one sample without the batch axis, for example {@code [1, 28, 28]}
 * @param classes how many classes the output tells apart; 1 for a value to predict
 * @param parameters of the preset, or handed to the block factory; sorted by name
 * @param standardisation what lies between raw numbers and the network's
 */
public record BlockSpec(
    @Nullable String architecture,
    @Nullable String blockFactory,
    List<Long> inputShape,
    int classes,
    Map<String, String> parameters,
    Standardisation standardisation) {

  public BlockSpec {
    if ((architecture == null) == (blockFactory == null)) {
      throw new IllegalArgumentException(
          "exactly one of architecture and blockFactory names the network, not "
              + architecture
              + " and "
              + blockFactory);
    }
    inputShape = List.copyOf(inputShape);
    parameters =
        parameters == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(parameters));
    standardisation = standardisation == null ? Standardisation.NONE : standardisation;
  }

  /** How messages and reports call the network. */
  public String networkName() {
    return architecture != null ? architecture : Objects.requireNonNull(blockFactory);
  }
}

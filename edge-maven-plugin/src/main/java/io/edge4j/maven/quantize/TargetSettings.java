package io.edge4j.maven.quantize;

import io.edge4j.maven.stage.StageException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the target means for recipes {@code dynamic} and {@code static}.
 *
 * @param reduceRange weights within ±64
 * @param words what was set and why, for the log and the report
 */
record TargetSettings(boolean reduceRange, String words) {

  /**
   * The settings for a target.
   *
   * @param label of a target, as the pom has it
   * @param override what the pom says of {@code reduceRange}, which is stronger; or null
   * @param builder the processor of the machine that builds, where accuracy is measured
   * @throws StageException when there is no such target
   */
  static TargetSettings of(String label, @Nullable Boolean override, Processor builder)
      throws StageException {
    Optional<Target> named = Target.of(label);
    Optional<Target> target = named.or(builder::target);
    boolean wanted = target.map(Target::reduceRange).orElse(false);
    boolean reduceRange = override == null ? wanted : override;
    StringBuilder words = new StringBuilder("target ").append(label);
    if (named.isEmpty()) {
      words
          .append(target.map(found -> ", which is " + found.label()).orElse(", which is unknown"))
          .append(" (")
          .append(builder.evidence())
          .append(')');
    }
    words.append(": int8 weights ").append(reduceRange ? "within ±64" : "use all of ±127");
    if (override != null) {
      words.append(", as <reduceRange> (edge.reduceRange) says");
    } else {
      words
          .append(", for ")
          .append(
              target
                  .map(Target::reason)
                  .orElse("nothing is known against it; name a <target> (edge.target) to be sure"));
    }
    words.append("; activations uint8; accuracy is measured where the build runs");
    if (named.isPresent() && !named.equals(builder.target())) {
      words
          .append(", which is ")
          .append(builder.target().map(Target::label).orElse("another processor"));
    }
    return new TargetSettings(reduceRange, words.toString());
  }
}

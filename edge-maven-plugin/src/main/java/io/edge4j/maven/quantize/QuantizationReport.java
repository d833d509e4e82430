package io.edge4j.maven.quantize;

import io.edge4j.maven.compare.OutputDifference;
import io.edge4j.maven.compare.Uncompared;
import io.edge4j.maven.dataset.DatasetSummary;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What quantization did to a model, and what that cost. Written as {@code quantize.json}.
 *
 * @param schemaVersion of this report
 * @param model file name of the optimized model
 * @param recipe that was asked for
 * @param chosen how the model was made: {@code fp16}, {@code dynamic}, {@code blockwise}, {@code
 *     static}, {@code fp32} when recipe auto found nothing better, or {@code unchanged} for a model
 *     that was quantized before
 * @param decision of recipe auto, in a line; null for other recipes
 * @param timedOn where recipe auto timed its candidates; null for the machine that the build ran on
 * @param runtimes which runtimes can read the model
 * @param target the processor that the model is for, what that set and why; null for recipes that
 *     are the same for all
 * @param producer who made it
 * @param sizes bytes before and after
 * @param inputs a line each: what the model takes, and what was assumed of it
 * @param dataset what judged the result; null when seeded random inputs did
 * @param samples how many samples, or random inputs, both models ran
 * @param judgedBy what decides whether the result is as good as fp32
 * @param accuracy on the test split; null without labels that are classes
 * @param prediction on the test split; null without labels that are values
 * @param errors one per output that was compared
 * @param uncompared outputs that could not be compared, and why
 * @param layers error of each value that a static recipe put into integers, worst first; empty for
 *     other recipes
 * @param trials what recipe auto tried; empty for other recipes
 * @param calibrations what each method gave where the best one was asked for; else empty
 * @param refinements what recipe static tried to lose less, and whether it was kept; else empty
 * @param nodes one a node of the fp32 model, in its order
 * @param frozenInitializers weights that callers of the fp32 model can replace by inputs, and that
 *     are constant now
 * @param operators of the quantized model as ONNX Runtime runs it, after its own fusion, with
 *     counts
 */
public record QuantizationReport(
    int schemaVersion,
    String model,
    RecipeChoice recipe,
    String chosen,
    @Nullable String decision,
    @Nullable String timedOn,
    String runtimes,
    @Nullable String target,
    String producer,
    Sizes sizes,
    List<String> inputs,
    @Nullable DatasetSummary dataset,
    int samples,
    JudgedBy judgedBy,
    @Nullable Accuracy accuracy,
    @Nullable Prediction prediction,
    List<OutputDifference> errors,
    List<Uncompared> uncompared,
    List<OutputDifference> layers,
    List<Trial> trials,
    List<CalibrationTrial> calibrations,
    List<Refinement> refinements,
    List<NodeDecision> nodes,
    List<String> frozenInitializers,
    Map<String, Long> operators) {
  public static final int SCHEMA_VERSION = 2;

  /**
   * Bytes on disk, external data included.
   *
   * @param ratio {@code fp32Bytes / optimizedBytes}
   */
  public record Sizes(long fp32Bytes, long optimizedBytes, double ratio) {}

  /**
   * Shares of the test split, 0 to 1.
   *
   * @param fp32 classified right by the fp32 model
   * @param optimized classified right by the optimized model
   * @param agreement given the same class by both, right or wrong
   */
  public record Accuracy(double fp32, double optimized, double agreement) {}

  /**
   * Root mean square errors of predicted values against the true ones, in their unit.
   *
   * @param fp32 of the fp32 model
   * @param optimized of the optimized model
   * @param spread standard deviation of the true values: the error of whoever always says their
   *     mean
   */
  public record Prediction(double fp32, double optimized, double spread) {

    /** The share of the true values' variance that fp32 explains and the optimized model not. */
    double varianceLost() {
      double lost = optimized * optimized - fp32 * fp32;
      return spread > 0 ? lost / (spread * spread) : lost > 0 ? 1 : 0;
    }
  }
}

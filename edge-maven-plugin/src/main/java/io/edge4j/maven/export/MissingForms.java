package io.edge4j.maven.export;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Why an operation has no row in the table, and what its user can do instead. */
final class MissingForms {
  private static final String UNKNOWN =
      "there is no ONNX form of it in the table of operators; build the block from operations that"
          + " the table lists";
  private static final String COMPLEX =
      "there is no ONNX form of it here, because the operators of ONNX take no complex numbers."
          + " Compute the transform before the model, or as matMul with a constant matrix of sines"
          + " and cosines";
  private static final String BOXES =
      "there is no ONNX form of it: how many boxes there are depends on their values. Let the block"
          + " return the raw predictions, and compute boxes behind the model";

  private static final String RANDOM =
      "it draws random numbers, so a model would give another answer each time; change images before"
          + " the block, where training takes them from the dataset";

  private static final Map<String, String> REASONS = reasons();

  private MissingForms() {}

  /** Ends the sentence "... cannot be exported: ". */
  static String reason(String operation) {
    return REASONS.getOrDefault(operation, UNKNOWN);
  }

  private static Map<String, String> reasons() {
    Map<String, String> reasons = new HashMap<>();
    for (String name :
        List.of(
            "fft", "ifft", "rfft", "irfft", "fft2", "ifft2", "stft", "complex", "real", "conj")) {
      reasons.put("NDArray." + name, COMPLEX);
    }
    for (String name : List.of("multiBoxTarget", "multiBoxDetection")) {
      reasons.put("NDArrayEx." + name, BOXES);
    }
    reasons.put(
        "NDArray.inverse",
        "there is no ONNX form of it: ONNX inverts no matrices. A matrix that follows no input can"
            + " be inverted, it becomes a constant; for another let the block take the inverse as an"
            + " input");
    reasons.put(
        "NDArray.erfinv",
        "there is no ONNX form of it; approximate it with log, sqrt and a polynomial, which the"
            + " table lists");
    reasons.put(
        "NDArray.gammaln",
        "there is no ONNX form of it; approximate it with log and Stirling's series, which the"
            + " table lists");
    for (String name : List.of("rdiv", "rmod", "rpow")) {
      reasons.put(
          "NDArrayEx." + name + "i",
          "there is no ONNX form of it here; use the one that is not in place, which ends without"
              + " the i");
    }
    reasons.put(
        "NDArray.put",
        "there is no ONNX form of it here; use set, or scatter along an axis, which the table"
            + " lists");
    for (String name :
        List.of("Brightness", "ColorJitter", "FlipLeftRight", "FlipTopBottom", "Hue")) {
      reasons.put("NDArrayEx.random" + name, RANDOM);
    }
    engineLacks(reasons, "NDArray.asinh", "x.add(x.square().add(1).sqrt()).log()");
    engineLacks(reasons, "NDArray.acosh", "x.add(x.square().sub(1).sqrt()).log()");
    engineLacks(reasons, "NDArray.atanh", "x.add(1).div(x.neg().add(1)).log().div(2)");
    engineLacks(reasons, "NDArray.batchDot", "a.batchMatMul(b)");
    engineLacks(reasons, "NDArray.trace", "x.diagonal().sum(new int[] {-1})");
    engineLacks(
        reasons,
        "NDArray.sequenceMask",
        "x.mul(places.lt(lengths.expandDims(1)).toType(x.getDataType(), false)), with places ="
            + " manager.arange((float) x.size(1))");
    reasons.put(
        "NDArrayEx.prelu",
        "there is no ONNX form of it here, and DJL's PyTorch engine does not run it either. Write"
            + " where(x.gt(0), x, x.mul(slope))");
    reasons.put(
        "NDArrayEx.deconvolution",
        "there is no ONNX form of it here, and DJL's PyTorch engine does not run it either. Enlarge"
            + " with interpolation and convolve");
    return Map.copyOf(reasons);
  }

  private static void engineLacks(Map<String, String> reasons, String operation, String instead) {
    reasons.put(
        operation,
        "there is no ONNX form of it here, and DJL's PyTorch engine does not run it either. Write "
            + instead);
  }
}

package io.edge4j.maven.metric;

/**
 * How far predicted values lie from the true ones, added up over a test set.
 *
 * @param samples size of the test set, above 0
 * @param squares sum of squared errors
 * @param absolutes sum of absolute errors
 * @param variation sum of squared distances of the true values from their mean
 */
public record PredictionErrors(int samples, double squares, double absolutes, double variation) {

  /** Of each prediction and the true value at the same place. */
  public static PredictionErrors of(double[] predicted, double[] targets) {
    double mean = 0;
    for (double target : targets) {
      mean += target / targets.length;
    }
    double squares = 0;
    double absolutes = 0;
    double variation = 0;
    for (int i = 0; i < targets.length; i++) {
      double error = predicted[i] - targets[i];
      squares += error * error;
      absolutes += Math.abs(error);
      variation += (targets[i] - mean) * (targets[i] - mean);
    }
    return new PredictionErrors(targets.length, squares, absolutes, variation);
  }

  /** Root mean square error, in the unit of the values. */
  double rmse() {
    return Math.sqrt(squares / samples);
  }

  /** Mean absolute error, likewise. */
  double mae() {
    return absolutes / samples;
  }

  /** Coefficient of determination; 0 where the true values are all the same. */
  double r2() {
    return variation > 0 ? 1 - squares / variation : 0;
  }
}

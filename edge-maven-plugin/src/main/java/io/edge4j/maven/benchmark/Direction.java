package io.edge4j.maven.benchmark;

/** Which side of a limit is the good one. It belongs to the metric, not to the rule. */
enum Direction {
  AT_MOST("<=") {
    @Override
    boolean holds(double value, double limit) {
      return value <= limit;
    }
  },
  AT_LEAST(">=") {
    @Override
    boolean holds(double value, double limit) {
      return value >= limit;
    }
  };

  private final String sign;

  Direction(String sign) {
    this.sign = sign;
  }

  String sign() {
    return sign;
  }

  abstract boolean holds(double value, double limit);
}

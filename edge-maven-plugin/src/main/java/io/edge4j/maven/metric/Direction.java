package io.edge4j.maven.metric;

/** Which side of a limit is the good one. It belongs to the metric, not to the rule. */
public enum Direction {
  AT_MOST("<=") {
    @Override
    public boolean holds(double value, double limit) {
      return value <= limit;
    }
  },
  AT_LEAST(">=") {
    @Override
    public boolean holds(double value, double limit) {
      return value >= limit;
    }
  };

  private final String sign;

  Direction(String sign) {
    this.sign = sign;
  }

  public String sign() {
    return sign;
  }

  public abstract boolean holds(double value, double limit);
}

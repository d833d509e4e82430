package io.edge4j.maven.metric;

import java.util.Locale;

/** What a metric's values are, and how tables write them. */
public enum Form {
  MILLIS("ms", "ms") {
    /** Three digits after the point below 10 ms, fewer above: more would be noise. */
    @Override
    public String text(double value) {
      return String.format(Locale.ROOT, value < 10 ? "%.3f" : value < 100 ? "%.2f" : "%.1f", value);
    }
  },
  KIBIBYTES("bytes", "KiB") {
    @Override
    public String text(double value) {
      return String.format(Locale.ROOT, "%.1f", value / 1024);
    }
  },
  MEBIBYTES("bytes", "MiB") {
    @Override
    public String text(double value) {
      return String.format(Locale.ROOT, "%.0f", value / 1048576);
    }
  },
  /** Of the test samples, 0 to 1. */
  SHARE("", "") {
    @Override
    public String text(double value) {
      return String.format(Locale.ROOT, "%.4f", value);
    }
  },
  DIFFERENCE_OF_SHARES("", "") {
    @Override
    public String text(double value) {
      return SHARE.text(value);
    }
  },
  /** In the unit of the values to predict. */
  VALUE("", "") {
    @Override
    public String text(double value) {
      return String.format(Locale.ROOT, "%.4g", value);
    }
  },
  /** Of the values' variance, at most 1. */
  DETERMINATION("", "") {
    @Override
    public String text(double value) {
      return SHARE.text(value);
    }
  },
  /** By which an error is larger than another, as a share of that. */
  SHARE_OF_ERROR("", "") {
    @Override
    public String text(double value) {
      return SHARE.text(value);
    }
  },
  /** Of two variants' outputs, from 0 on. */
  LIKENESS("", "") {
    @Override
    public String text(double value) {
      return String.format(Locale.ROOT, "%.5f", value);
    }
  },
  /** Of two vectors, -1 to 1. */
  COSINE("", "") {
    @Override
    public String text(double value) {
      return LIKENESS.text(value);
    }
  },
  TIMES("x", "") {
    @Override
    public String text(double value) {
      return String.format(Locale.ROOT, "%.2fx", value);
    }
  };

  private final String unit;
  private final String shownIn;

  Form(String unit, String shownIn) {
    this.unit = unit;
    this.shownIn = shownIn;
  }

  /** Of values and limits; empty for a share. */
  public String unit() {
    return unit;
  }

  /** A value as a table's cell. */
  public abstract String text(double value);

  String heading(String label) {
    return shownIn.isEmpty() ? label : label + " " + shownIn;
  }

  /** Whether values are whole numbers. */
  public boolean isCount() {
    return unit.equals(KIBIBYTES.unit);
  }

  /** Whether a limit below 0 makes sense. */
  public boolean mayBeNegative() {
    return switch (this) {
      case DIFFERENCE_OF_SHARES, SHARE_OF_ERROR, DETERMINATION, COSINE -> true;
      default -> false;
    };
  }

  /** Why there may be no value. */
  public String absence() {
    return switch (this) {
      case SHARE, DIFFERENCE_OF_SHARES -> "there is no labelled test set";
      case VALUE, DETERMINATION, SHARE_OF_ERROR -> "there is no test set with values to predict";
      case LIKENESS, COSINE -> "no output of both can be compared by it";
      default -> "it was not measured, or this system does not say";
    };
  }
}

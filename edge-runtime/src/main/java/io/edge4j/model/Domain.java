package io.edge4j.model;

/**
 * The values that are drawn for an input where there are no samples.
 *
 * @since 0.1.0
 */
public sealed interface Domain {
  /** Standard normal numbers: for inputs with fractions of which nothing else is known. */
  Domain NORMAL = new Normal();

  /** Standard normal numbers. */
  record Normal() implements Domain {
    @Override
    public String toString() {
      return "standard normal";
    }
  }

  /**
   * Evenly distributed numbers: whole ones, both ends included, for an input of integers.
   *
   * @param least the smallest number
   * @param most the largest number
   */
  record Range(double least, double most) implements Domain {
    /**
     * @throws IllegalArgumentException when an end is not finite, or the first above the second
     */
    public Range {
      if (!Double.isFinite(least) || !Double.isFinite(most) || least > most) {
        throw new IllegalArgumentException(
            "a range goes from its least to its most value, both finite; found %s,%s"
                .formatted(plain(least), plain(most)));
      }
    }

    /** For example {@code 0 to 30521}. */
    @Override
    public String toString() {
      return plain(least) + " to " + plain(most);
    }
  }

  /**
   * One number everywhere, as in a mask of ones.
   *
   * @param value the number; 1 is true for an input of truth values
   */
  record Fill(double value) implements Domain {
    /**
     * @throws IllegalArgumentException when the number is not finite
     */
    public Fill {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException("a fill value is finite; found " + value);
      }
    }

    /** For example {@code always 1}. */
    @Override
    public String toString() {
      return "always " + plain(value);
    }
  }

  private static String plain(double number) {
    return number == Math.rint(number) && Math.abs(number) < 1L << 53
        ? Long.toString((long) number)
        : Double.toString(number);
  }
}

package io.edge4j.model;

/**
 * Names from a model as messages show them: quoted, bounded, without control characters.
 *
 * @since 0.1.0
 */
public final class Quoted {
  private static final int LONGEST = 120;

  private Quoted() {}

  public static String name(String name) {
    if (name.isEmpty()) {
      return "(unnamed)";
    }
    StringBuilder text = new StringBuilder("'");
    name.codePoints()
        .limit(LONGEST)
        .map(c -> Character.isISOControl(c) ? '?' : c)
        .forEach(text::appendCodePoint);
    return text.append(name.length() > LONGEST ? "...'" : "'").toString();
  }
}

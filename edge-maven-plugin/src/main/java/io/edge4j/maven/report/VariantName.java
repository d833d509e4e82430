package io.edge4j.maven.report;

/**
 * How a variant is called, such as {@code onnx-fp32@sequence=16} where it is measured at several
 * sizes.
 */
public final class VariantName {
  /** Between a variant's name and the sizes that it is measured at. */
  private static final String AT = "@";

  private VariantName() {}

  /** The name at certain sizes. */
  public static String at(String name, String sizes) {
    return sizes.isEmpty() ? name : name + AT + sizes;
  }

  /** The part of a name that says sizes; empty when there is none. */
  public static String sizesOf(String name) {
    int at = name.indexOf(AT);
    return at < 0 ? "" : name.substring(at + AT.length());
  }

  /** The part of a name before the sizes. */
  public static String withoutSizes(String name) {
    int at = name.indexOf(AT);
    return at < 0 ? name : name.substring(0, at);
  }
}

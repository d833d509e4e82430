package io.edge4j.model.signature;

import java.util.Base64;

/** One key as PEM text (RFC 7468); what stands around it is left out. */
final class Pem {
  private static final int LINE = 64;

  private Pem() {}

  /**
   * The bytes between the marks.
   *
   * @param label for example {@code PUBLIC KEY}
   * @param otherwise what to say where the text holds none
   * @throws IllegalArgumentException when there is none, or it is damaged
   */
  static byte[] decode(String label, String text, String otherwise) {
    String begin = "-----BEGIN " + label + "-----";
    String end = "-----END " + label + "-----";
    int from = text.indexOf(begin);
    int to = text.indexOf(end);
    if (from < 0 || to < from) {
      throw new IllegalArgumentException(otherwise);
    }
    return Base64.getMimeDecoder().decode(text.substring(from + begin.length(), to));
  }

  static String encode(String label, byte[] content) {
    return "-----BEGIN "
        + label
        + "-----\n"
        + Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(content)
        + "\n-----END "
        + label
        + "-----\n";
  }
}
